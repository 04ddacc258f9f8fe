//go:build ignore

// Countries makes data/countries.txt (ISO 3166 codes and names in Japanese and English) from the Unicode CLDR tables that
// golang.org/x/text carries. They are made into a file because the tables themselves would add megabytes to the program.
//
//	go run gen/countries.go > data/countries.txt
package main

import (
	"fmt"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

func main() {
	japanese, english := display.Regions(language.Japanese), display.Regions(language.English)
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			region, err := language.ParseRegion(code)
			// AC, CP, DG, EA, IC, TA and the like are parts of countries that CLDR names and ISO 3166 does not; XK has no ISO code.
			if err != nil || !region.IsCountry() || region.Canonicalize().String() != code || len(region.ISO3()) != 3 || exceptional[code] {
				continue
			}
			if name := japanese.Name(region); name != "" && region.ISO3() != "ZZZ" {
				fmt.Printf("%s\t%s\t%s\t%s\n", code, region.ISO3(), name, english.Name(region))
			}
		}
	}
}

var exceptional = map[string]bool{
	"AC": true, "CP": true, "CQ": true, "DG": true, "EA": true, "EU": true, "EZ": true, "IC": true, "QO": true, "TA": true, "UN": true,
	"XA": true, "XB": true, "XK": true, "ZZ": true, "FX": true, "SU": true, "UK": true, "AN": true, "YU": true, "ZR": true, "DD": true,
	"BU": true, "CS": true, "NT": true, "TP": true, "YD": true,
}
