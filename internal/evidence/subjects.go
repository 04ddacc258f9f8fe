package evidence

import (
	"slices"
	"strings"
	"unicode"
)

// subjectIndex finds subjects exactly and nearly. Every subject is kept as the hashes of its tokens; the rarest third of them
// and one more point at it. A claim that has four fifths of a subject's tokens in common shares at least one of those,
// so that few subjects need to be looked at, however many there are.
type subjectIndex struct {
	whole  []partOf // whole subjects
	bare   []partOf // their letters and digits alone
	rare   []partOf // rare tokens
	bones  []partOf // see bonesOf
	texts  []string // by entry
	first  []int64
	own    []int64    // by entry: from when it is the owner's own doing; see ownSince
	tokens [][]uint64 // by entry, sorted
}

type subjectBuilder struct {
	seen  map[string]int
	texts []string
	first []int64
	own   []int64 // when the owner first used it unasked, and in the end as in the index
}

// add notes a subject and gives its place.
func (b *subjectBuilder) add(subject string, first, unasked int64) int {
	if b.seen == nil {
		b.seen = map[string]int{}
	}
	if i, ok := b.seen[subject]; ok {
		b.first[i], b.own[i] = min(b.first[i], first), min(b.own[i], unasked)
		return i
	}
	b.seen[subject] = len(b.texts)
	b.texts, b.first, b.own = append(b.texts, subject), append(b.first, first), append(b.own, unasked)
	return b.seen[subject]
}

func (b *subjectBuilder) index() subjectIndex {
	x := subjectIndex{texts: b.texts, first: b.first, own: b.own}
	counts := make(map[uint64]int32, 2*len(b.texts))
	for i, text := range b.texts {
		x.whole = append(x.whole, partOf{textHash(text), int32(i)})
		if bare := lettersOf(text); bare != text {
			x.bare = append(x.bare, partOf{textHash(bare), int32(i)})
		}
		if bones := bonesOf(text); bones != "" {
			x.bones = append(x.bones, partOf{textHash(bones), int32(i)})
		}
		tokens := tokensOf(text)
		x.tokens = append(x.tokens, tokens)
		for _, t := range tokens {
			counts[t]++
		}
	}
	var scratch []uint64
	for i, tokens := range x.tokens {
		scratch = append(scratch[:0], tokens...)
		slices.SortFunc(scratch, func(a, b uint64) int {
			if counts[a] != counts[b] {
				return int(counts[a] - counts[b])
			}
			if a < b {
				return -1
			}
			return 1
		})
		for _, t := range scratch[:min(len(scratch), len(scratch)/3+1)] {
			x.rare = append(x.rare, partOf{t, int32(i)})
		}
	}
	sortParts(x.whole)
	sortParts(x.bare)
	sortParts(x.rare)
	sortParts(x.bones)
	return x
}

// find is the subject that is meant: the same text, or else one with the same letters and digits, since
// nobody remembers whether it had an exclamation mark.
func (x *subjectIndex) find(subject string) (entry int, ok bool) {
	bare := lettersOf(subject)
	for _, index := range [...]struct {
		of  []partOf
		key string
	}{{x.whole, subject}, {x.whole, bare}, {x.bare, bare}} {
		for _, p := range withPart(index.of, textHash(index.key)) {
			if text := x.texts[p.entry]; text == subject || len(bare) > 0 && lettersOf(text) == bare {
				return int(p.entry), true
			}
		}
	}
	return 0, false
}

// nearly finds a subject that shares enough tokens with the claim: four fifths of both together, or four fifths of the claim and
// half of the subject, which is how people remember: the words that mattered. Subjects that everybody has are passed over. In Japanese one
// that has the same kanji and katakana will do: particles and endings are written in many ways (see bonesOf). Of the owner's own
// that will do, the first that was used.
func (x *subjectIndex) nearly(subject string, before cutoff, everybodys func(string) bool) (entry int, ok bool) {
	entry = -1
	take := func(i int32) {
		if x.own[i] < before.time && (entry < 0 || x.first[i] < x.first[entry]) && !everybodys(x.texts[i]) {
			entry = int(i)
		}
	}
	if bones := bonesOf(subject); bones != "" {
		for _, p := range withPart(x.bones, textHash(bones)) {
			if bonesOf(x.texts[p.entry]) == bones {
				take(p.entry)
			}
		}
	}
	claimed := tokensOf(subject)
	if len(claimed) < 2 {
		return entry, entry >= 0
	}
	for _, t := range claimed {
		for _, p := range withPart(x.rare, t) {
			if likeSubject(claimed, x.tokens[p.entry]) {
				take(p.entry)
			}
		}
	}
	return entry, entry >= 0
}

// likeSubject compares the tokens of two subjects. What everybody writes (about 〜, 〜 on Monday) makes no two alike: two of the tokens that
// say what it is about have to agree, or one whole word, or the one that there is.
func likeSubject(claimed, held []uint64) bool {
	common, telling := inCommon(claimed, held)
	there := 0
	for _, t := range held {
		there += int(t & tells)
	}
	return telling >= min(2, there) && mostOf(common, len(claimed), len(held))
}

// likeText compares the tokens of two texts of which an account has few.
func likeText(claimed, held []uint64) bool {
	common, _ := inCommon(claimed, held)
	return mostOf(common, len(claimed), len(held))
}

// mostOf says that two texts have so many tokens in common that one is likely meant by the other.
func mostOf(common, claimed, held int) bool {
	return 10*common >= 4*(claimed+held) || 5*common >= 4*claimed && 2*common >= held
}

// inCommon counts what two sorted sets of tokens have in common.
func inCommon(claimed, held []uint64) (common, telling int) {
	for i, j := 0, 0; i < len(claimed) && j < len(held); {
		switch {
		case claimed[i] == held[j]:
			telling += int(held[j] & tells)
			common, i, j = common+1, i+1, j+1
		case claimed[i] < held[j]:
			i++
		default:
			j++
		}
	}
	return common, telling
}

// tokensOf cuts a subject into what people remember: words where spaces set them apart, pairs of neighbouring characters where
// nothing does (Japanese, Chinese). Sorted, each once; at most 64.
func tokensOf(subject string) []uint64 {
	subject = plainMarks(subject)
	var tokens []uint64
	word := hashSeed
	length, last := 0, rune(0)
	flush := func() {
		if length > 0 {
			tokens = append(tokens, token(word, wordTells(length)))
		}
		word, length, last = hashSeed, 0, 0
	}
	for _, r := range subject {
		switch {
		case dense(r):
			if length > 0 && last == 0 {
				flush()
			}
			if last != 0 {
				tokens = append(tokens, token((uint64(last)<<21|uint64(r))*hashPrime, pairTells(last, r)))
			}
			word, length, last = hashSeed, 0, r
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			last = 0
			word, length = (word^uint64(r))*hashPrime, length+lettersIn(r)
		default:
			flush()
		}
		if len(tokens) >= 64 {
			break
		}
	}
	flush()
	slices.Sort(tokens)
	return slices.Compact(tokens)
}

// tells is where a token has how much it says of what a subject is about: a word of four letters or more (two in Korean) as much as two pairs of
// kanji or katakana. Short words and pairs with hiragana are what everybody writes.
const tells = 3

func token(hash, telling uint64) uint64 { return hash&^tells | telling }

func pairTells(a, b rune) uint64 {
	if unicode.Is(unicode.Hiragana, a) || unicode.Is(unicode.Hiragana, b) {
		return 0
	}
	return 1
}

func wordTells(letters int) uint64 {
	if letters < 4 {
		return 0
	}
	return 2
}

// lettersIn is how many letters a character stands for.
func lettersIn(r rune) int {
	if unicode.Is(unicode.Hangul, r) {
		return 2
	}
	return 1
}

// lettersOf is the letters and digits of a text alone, without the marks on Latin ones; of one that has none, all of it.
func lettersOf(s string) string {
	s = plainMarks(s)
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) {
			return r
		}
		return -1
	}, s)
	if letters == "" {
		return s
	}
	return letters
}

// bonesOf is a Japanese subject without its hiragana, where that leaves enough to tell it by: 引越見積 for 引っ越し見積もり and 引越見積り.
func bonesOf(s string) string {
	const enough = 4
	count, japanese := 0, false
	bones := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Hiragana, r) || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		count, japanese = count+1, japanese || dense(r)
		return r
	}, s)
	if count < enough || !japanese {
		return ""
	}
	return bones
}

// dense says that a character is of a script without spaces between words.
func dense(r rune) bool {
	return r >= 0x3040 && r <= 0x30ff || r == 'ー' || r == '々' || r >= 0x3400 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff
}
