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
			ja, en := japanese.Name(region), english.Name(region)
			if newer, ok := renamed[code]; ok {
				ja, en = newer[0], newer[1]
			}
			if ja == "" || region.ISO3() == "ZZZ" {
				continue
			}
			fmt.Printf("%s\t%s\t%s\t%s\n", code, region.ISO3(), ja, en)
		}
	}
}

// renamed are names that changed after the tables were made, and two that are shorter in use.
var renamed = map[string][2]string{
	"MK": {"北マケドニア", "North Macedonia"}, "SZ": {"エスワティニ", "Eswatini"}, "TR": {"トルコ", "Türkiye"},
	"HK": {"香港", "Hong Kong"}, "MO": {"マカオ", "Macao"},
}

var exceptional = map[string]bool{
	"AC": true, "CP": true, "CQ": true, "DG": true, "EA": true, "EU": true, "EZ": true, "IC": true, "QO": true, "TA": true, "UN": true,
	"XA": true, "XB": true, "XK": true, "ZZ": true, "FX": true, "SU": true, "UK": true, "AN": true, "YU": true, "ZR": true, "DD": true,
	"BU": true, "CS": true, "NT": true, "TP": true, "YD": true,
}
