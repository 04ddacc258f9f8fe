//go:build ignore

// Disposable makes data/disposable.txt.gz, the sorted list of mail domains that hand out throw-away addresses, from the npm
// package disposable-email-domains. Sub-domains of a listed domain count too, so the package's wildcards need no mark and
// entries below a listed domain are left out.
//
//	npm pack disposable-email-domains@1.0.62 && tar xzf disposable-email-domains-1.0.62.tgz
//	go run gen/disposable.go package > data/disposable.txt.gz
package main

import (
	"compress/gzip"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run gen/disposable.go FOLDER")
	}
	listed := map[string]bool{}
	for _, name := range []string{"index.json", "wildcard.json"} {
		data, err := os.ReadFile(filepath.Join(os.Args[1], name))
		if err != nil {
			log.Fatal(err)
		}
		var domains []string
		if err := json.Unmarshal(data, &domains); err != nil {
			log.Fatal(err)
		}
		for _, domain := range domains {
			if label, err := idna.Lookup.ToASCII(strings.ToLower(domain)); err == nil {
				listed[label] = true
			}
		}
	}
	var lines []string
	for domain := range listed {
		if !parentListed(domain, listed) {
			lines = append(lines, domain)
		}
	}
	slices.Sort(lines)
	out, err := gzip.NewWriterLevel(os.Stdout, gzip.BestCompression)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := out.Write([]byte(strings.Join(lines, "\n") + "\n")); err != nil {
		log.Fatal(err)
	}
	if err := out.Close(); err != nil {
		log.Fatal(err)
	}
}

func parentListed(domain string, listed map[string]bool) bool {
	for {
		_, parent, found := strings.Cut(domain, ".")
		if !found {
			return false
		}
		if listed[parent] {
			return true
		}
		domain = parent
	}
}
