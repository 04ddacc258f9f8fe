package evidence

import (
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// ownComparators are those of kinds that Okaeri asks about by itself and holds nothing special of.
var ownComparators = map[string]Comparator{
	"phone": "digits", "file_name": "text", "paid_plan": "text", "payment_method": "exact", "last_sign_in": "exact",
}

// kindOf says how a kind of the operator's own is compared: as the questionnaire file says, and as text where it says nothing.
func (c *comparison) kindOf(kind string) CustomKind {
	for _, k := range c.kinds {
		if k.ID == kind {
			return k
		}
	}
	if comparator, ok := ownComparators[kind]; ok {
		return CustomKind{ID: kind, Comparator: comparator}
	}
	return CustomKind{ID: kind, Comparator: "text"}
}

// customFindings compares every kind that no other comparator takes.
func (c *comparison) customFindings() []Finding {
	var findings []Finding
	for i := range c.d.custom {
		if f, ok := c.customFinding(&c.d.custom[i]); ok {
			findings = append(findings, f)
		}
	}
	return findings
}

func (c *comparison) customFinding(facts *customFacts) (Finding, bool) {
	kind := c.kindOf(facts.kind)
	var truth []*held[intake.Value]
	for i := range facts.values {
		if facts.values[i].counts(c.cutoff) {
			truth = append(truth, &facts.values[i])
		}
	}
	if len(truth) == 0 {
		return Finding{}, false
	}
	g := newGraded(Custom, 0)
	g.guess[0] = c.customShare(kind, truth[0].value)
	seen := map[string]bool{}
	for _, claimed := range c.claims(facts.kind) {
		word := customWord(kind, claimed)
		if word == "" || seen[word] {
			continue
		}
		seen[word] = true
		level, hit := len(levels[Custom]), truth[0]
		for _, h := range truth {
			if l := compareCustom(kind, h.value, claimed); l < level {
				level, hit = l, h
			}
		}
		if level == len(levels[Custom]) {
			g.miss()
			continue
		}
		way := Way{Common: c.customShare(kind, hit.value)}
		way.Guess[0] = way.Common
		g.hit(level, way, hit.from)
	}
	return g.finding(facts.kind), true
}

func (c *comparison) customShare(kind CustomKind, v intake.Value) Probability {
	assumed := kind.Common
	if assumed == 0 {
		assumed = assumedCustom
	}
	return c.shares.of(kind.ID, customWord(kind, v), assumed)
}

// customWord is the one form of a value of a kind, for counting and for repetitions.
func customWord(kind CustomKind, v intake.Value) string {
	var words []string
	for _, text := range v.All() {
		if word := customForm(kind.Comparator, text); word != "" {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return strings.Join(words, "\n")
}

func customForm(comparator Comparator, text string) string {
	switch comparator {
	case "name":
		return intake.Name(text).Folded
	case "date":
		day, ok := intake.Date(text).Day()
		if !ok {
			return ""
		}
		return day.String()
	case "postal":
		return intake.Postal(text)
	case "address":
		return recipientForm(text)
	case "subject":
		return intake.Subject(text)
	case "digits":
		if number, ok := intake.Phone(text); ok {
			return number
		}
		return intake.Digits(text)
	}
	return intake.Folded(text)
}

// compareCustom is the level of a claim of a kind of the operator's own.
func compareCustom(kind CustomKind, held, claimed intake.Value) int {
	if kind.Comparator == "set" {
		switch f1 := likeSet(forms(kind, claimed), forms(kind, held)); {
		case f1 >= 800:
			return Custom.Index(Exact)
		case f1 >= 400:
			return Custom.Index(Near)
		}
		return len(levels[Custom])
	}
	truth, word := customWord(kind, held), customWord(kind, claimed)
	switch {
	case same(truth, word):
		return Custom.Index(Exact)
	case nearCustom(kind.Comparator, truth, word):
		return Custom.Index(Near)
	}
	return len(levels[Custom])
}

func nearCustom(comparator Comparator, truth, word string) bool {
	switch comparator {
	case "exact":
		return false
	case "name":
		return same(intake.Name(truth).Sound, intake.Name(word).Sound) || nearText(truth, word, 4)
	case "date":
		a, aOk := intake.Date(truth).Day()
		b, bOk := intake.Date(word).Day()
		return aOk && bOk && compareBirth(a, b) < len(levels[BirthDate]) || aOk && bOk && monthsApart(a, b) == 0
	case "postal":
		return comparePostal(truth, word) < len(levels[Address])
	case "digits":
		return len(truth) >= 6 && oneEdit([]rune(truth), []rune(word))
	}
	return nearText(truth, word, 4) || likeText(tokensOf(word), tokensOf(truth)) && len(tokensOf(word)) > 1
}

func forms(kind CustomKind, v intake.Value) []string {
	var all []string
	for _, text := range v.All() {
		if form := customForm(kind.Comparator, text); form != "" && !slices.Contains(all, form) {
			all = append(all, form)
		}
	}
	return all
}
