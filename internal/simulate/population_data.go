package simulate

import (
	"embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/*.tsv data/*.txt
var data embed.FS

// rows reads a table of the data folder. The tables are part of the program: one that cannot be read is a mistake of ours,
// and every test of this package shows it.
func rows(name string) [][]string {
	text, err := data.ReadFile("data/" + name)
	if err != nil {
		panic(err)
	}
	var all [][]string
	for line := range strings.Lines(string(text)) {
		all = append(all, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return all
}

// written is one name in its scripts.
type written struct {
	plain, kana, letters string
	people               float64
}

// generations are the ends of the five generations of given names: the last year of birth of each.
var generations = []int{1954, 1969, 1984, 1999}

// names are the tables that names are drawn from.
type nameTables struct {
	surnames, surnamesEN table[written]
	common               map[string]table[written] // by sex and generation: "f3"
	rare, given          map[string]table[written] // by sex: Japanese rare ones, English ones
}

var names = sync.OnceValue(func() *nameTables {
	t := &nameTables{common: map[string]table[written]{}, rare: map[string]table[written]{}, given: map[string]table[written]{}}
	byPeople := func(_ int, n written) float64 { return n.people }
	var list []written
	for _, r := range rows("surnames.tsv") {
		list = append(list, written{r[0], r[1], r[2], number(r[3])})
	}
	t.surnames = weighted(list, byPeople)
	list = nil
	for _, r := range rows("surnames_en.tsv") {
		list = append(list, written{plain: r[0], letters: strings.ToLower(r[0]), people: number(r[1])})
	}
	t.surnamesEN = weighted(list, byPeople)
	common, rare, given := map[string][]written{}, map[string][]written{}, map[string][]written{}
	for _, r := range rows("given_common.tsv") {
		common[r[0]+r[1]] = append(common[r[0]+r[1]], written{plain: r[2], kana: r[3], letters: r[4]})
	}
	for _, r := range rows("given_rare.tsv") {
		rare[r[0]] = append(rare[r[0]], written{plain: r[1], kana: r[2], letters: r[3]})
	}
	for _, r := range rows("given_en.tsv") {
		given[r[0]] = append(given[r[0]], written{plain: r[1], letters: strings.ToLower(r[1])})
	}
	for key, list := range common {
		t.common[key] = byRank(list, 0.5)
	}
	for sex := range rare {
		t.rare[sex], t.given[sex] = byRank(rare[sex], 0), byRank(given[sex], 0.5)
	}
	return t
})

// Of the people of Japan, this share has a surname that is rarer than those in the table: 1,999 names with 99.6 million
// bearers, among 125 million people.
const rareSurnames = 0.2

// surname draws a Japanese surname. Who has a rarer one than the table knows gets one of its rarest thousand.
func (t *nameTables) surname(d dice) written {
	if d.chance(rareSurnames) {
		return pick(d, t.surnames.items[len(t.surnames.items)-1000:])
	}
	return t.surnames.draw(d)
}

// prefecture is one of the 47, with some of its postal codes.
type prefecture struct {
	region string
	people float64
	codes  string // seven digits each
}

var prefectures = sync.OnceValue(func() table[prefecture] {
	var list []prefecture
	for _, r := range rows("postcodes.tsv") {
		list = append(list, prefecture{r[0], number(r[1]), r[2]})
	}
	return weighted(list, func(_ int, p prefecture) float64 { return p.people })
})

func (p prefecture) code(d dice) string {
	i := 7 * d.IntN(len(p.codes)/7)
	return p.codes[i : i+7]
}

// leaked are passwords that many people chose, by rank. Share of the rank r: 0.0085 r^-0.8 (an assumed fit to leaked
// lists), so that this list as a whole is chosen by leakedShare of the people.
var leaked = sync.OnceValue(func() table[string] {
	var list []string
	for _, r := range rows("common_passwords.tsv") {
		list = append(list, r[1])
	}
	return byRank(list, 0.8)
})

const leakedShare = 0.07

// words are the lists of one language.
var words = map[string]func() map[string][]string{
	"ja": sync.OnceValue(func() map[string][]string { return lists("words_ja.txt") }),
	"en": sync.OnceValue(func() map[string][]string { return lists("words_en.txt") }),
}

// lists reads a file of [name] headings with one entry a line.
func lists(name string) map[string][]string {
	all := map[string][]string{}
	heading := ""
	for _, r := range rows(name) {
		line := r[0]
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			heading = strings.Trim(line, "[]")
		default:
			all[heading] = append(all[heading], line)
		}
	}
	return all
}

func number(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return n
}
