// Command gen makes readings.tsv: how Japanese names that are written in kanji may be read. It reads last_name_org.csv,
// first_name_man_opti.csv and first_name_woman_opti.csv of the dataset that data/NOTICE names, from the folder given as its
// argument, and folds them as names are compared: the sound, a tab, f or g for family or given name, a tab, the kanji that are read so.
package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"okaeri/internal/intake"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder string) error {
	read := map[string]map[string]bool{}
	note := func(part, kana, kanji string) {
		key := intake.Sound(kana) + "\t" + part
		if read[key] == nil {
			read[key] = map[string]bool{}
		}
		if folded := intake.Name(kanji); folded.Folded != "" && folded.Sound == "" {
			read[key][folded.Folded] = true
		}
	}
	err := eachRow(filepath.Join(folder, "last_name_org.csv"), func(row []string) { note("f", row[2], row[0]) })
	for _, name := range []string{"first_name_man_opti.csv", "first_name_woman_opti.csv"} {
		if err == nil {
			err = eachRow(filepath.Join(folder, name), func(row []string) {
				for _, kanji := range row[2:] {
					note("g", row[0], kanji)
				}
			})
		}
	}
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, key := range slices.Sorted(maps.Keys(read)) {
		if kanji := slices.Sorted(maps.Keys(read[key])); len(kanji) > 0 {
			fmt.Fprintf(&out, "%s\t%s\n", key, strings.Join(kanji, ","))
		}
	}
	return os.WriteFile("data/readings.tsv", []byte(out.String()), 0o644) //nolint:gosec // a source file
}

func eachRow(name string, each func([]string)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if row := strings.Split(strings.TrimPrefix(lines.Text(), "\ufeff"), ","); len(row) > 2 {
			each(row)
		}
	}
	return lines.Err()
}
