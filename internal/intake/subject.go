package intake

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// answerMarks are what mail programs put before a subject when a mail is answered or handed on, with the label of the field
// itself, which comes along when a header is pasted. Re[2]:, RE^3: and Re(2): count too.
var answerMarks = regexp.MustCompile(
	`^(?:(?:re|fw|fwd|aw|wg|sv|vs|tr|rv|res|enc|antw|antwort|odp|ynt|rif|回复|回覆|答复|答覆|답장|отв|返信|転送|回答|件名|題名|subject|題)(?:[\[(^]\d{0,3}[\])]?)? ?[:;]\s*)+`)

// A mark stands at the front, behind what lists and scanners put there in brackets, and may count how often it was set.
const (
	beforeMark = `^(?:[\[【][^\]】]{1,40}[\]】] ?)?(?:`
	behindMark = `)(?:[\[(^]\d{0,3}[\])]?)? ?[:;]`
)

// answerMark is what stands before the subject of an answer, of one that a program gives too.
var answerMark = regexp.MustCompile(
	beforeMark + `re|aw|antw|antwort|sv|vs|res|rif|odp|ynt|回复|回覆|答复|答覆|답장|отв|返信|回答|自動返信|accepted|declined|承諾|辞退` + behindMark)

// AnswersMail says whether the front of a mail's subject tells that it answers another mail. One that is handed on answers nobody.
func AnswersMail(subject string) bool {
	return strings.ContainsAny(subject, ":;：；") && answerMark.MatchString(strings.ToLower(Plain(subject)))
}

// handedOnMark is what stands before the subject of a mail that is handed on.
var handedOnMark = regexp.MustCompile(beforeMark + `fw|fwd|wg|tr|rv|enc|i|doorst|vb|vl|pd|i̇lt|ilt|転送|转发|轉寄|전달` + behindMark)

// HandsMailOn says whether the front of a mail's subject tells that it hands another mail on.
func HandsMailOn(subject string) bool {
	return strings.ContainsAny(subject, ":;：；") && handedOnMark.MatchString(strings.ToLower(Plain(subject)))
}

// subjectBrackets fold the brackets, quotes and marks that look alike.
var subjectBrackets = strings.NewReplacer(
	"【", "[", "】", "]", "〔", "[", "〕", "]", "〖", "[", "〗", "]", "［", "[", "］", "]", "『", "「", "』", "」", "“", "\"", "”", "\"",
	"‘", "'", "’", "'", "〜", "~", "、", ",", "。", ".", "‥", "..",
)

// isSubjectBracket knows what subjectBrackets folds.
func isSubjectBracket(r rune) bool {
	switch r {
	case '【', '】', '〔', '〕', '〖', '〗', '［', '］', '『', '』', '“', '”', '‘', '’', '〜', '、', '。', '‥':
		return true
	}
	return false
}

// Subject is the form in which mail subjects are compared: width, letter case and dashes folded; Re:, Fwd:, 転送:, 件名: and their
// like taken off the front, however many; 【】 as []; spaces made one, and none beside a bracket or between letters that need
// none (Japanese); dots at the end ignored, since long subjects are shown cut short.
func Subject(s string) string { return settle(s, foldSubject) }

// foldSubject is one round of Subject.
func foldSubject(s string) string {
	if isSteadySubject(s) {
		return s
	}
	s = strings.ToLower(Plain(s))
	if strings.ContainsFunc(s, isSubjectBracket) {
		s = subjectBrackets.Replace(s)
	}
	s = subjectDashes(Plain(s))
	if strings.ContainsAny(s, ":;") { // no mark is without
		s = answerMarks.ReplaceAllString(s, "")
	}
	return Plain(closeSpaces(strings.TrimSpace(strings.TrimRight(s, ".・ "))))
}

// subjectDashes makes one hyphen of every dash; a long vowel mark behind kana is a letter.
func subjectDashes(s string) string {
	last := rune(0)
	return strings.Map(func(r rune) rune {
		if r != '~' && isHyphen(r) && !(r == 'ー' && isKana(last)) {
			r = '-'
		}
		last = r
		return r
	}, s)
}

// closeSpaces drops spaces that no reader needs: all but those between two letters or digits of a script that sets words apart.
func closeSpaces(s string) string {
	if !strings.Contains(s, " ") {
		return s
	}
	last := rune(0)
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		if r == ' ' && i > 0 && i+1 < len(s) {
			next, _ := utf8.DecodeRuneInString(s[i+1:])
			if !spaced(last) || !spaced(next) {
				last = r
				continue
			}
		}
		last = r
		b.WriteRune(r)
	}
	return b.String()
}

// spaced says whether a letter is of a script with spaces between its words.
func spaced(r rune) bool {
	if isKana(r) || unicode.Is(unicode.Han, r) || strings.ContainsRune("[]「」()", r) {
		return false
	}
	return r < 0x2e80 || unicode.Is(unicode.Hangul, r)
}
