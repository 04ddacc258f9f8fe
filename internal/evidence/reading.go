package evidence

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed data/readings.tsv
var readingFile string

// Parts of a name, as readings.tsv marks them.
const (
	familyPart = "f"
	givenPart  = "g"
)

// readings lists the kanji of each sound, by sound and part.
var readings = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(readingFile) {
		if at := strings.LastIndexByte(line, '\t'); at > 0 {
			m[line[:at]] = strings.TrimSuffix(line[at+1:], "\n")
		}
	}
	return m
})

// isRead says whether kanji may be read so, as far as the table of common names knows. It serves accounts that hold a name in kanji alone, or in
// kana alone: owners answer in either.
func isRead(part, sound, kanji string) bool {
	if sound == "" || kanji == "" {
		return false
	}
	list, ok := readings()[sound+"\t"+part]
	return ok && slices.Contains(strings.Split(list, ","), kanji)
}

// soundsOfKanji is the same table the other way round: the sounds of kanji and part.
var soundsOfKanji = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(readingFile) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 3 {
			continue
		}
		for kanji := range strings.SplitSeq(cells[2], ",") {
			m[kanji+"\t"+cells[1]] = append(m[kanji+"\t"+cells[1]], cells[0])
		}
	}
	return m
})
