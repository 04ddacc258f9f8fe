package evidence

import (
	_ "embed"
	"slices"
	"strings"

	"okaeri/internal/intake"
)

//go:embed data/folder_words.txt
var folderWordFile string

// folderWords are what people call a folder behind its name.
var folderWords = strings.Fields(intake.Folded(folderWordFile))

// folderForm is the form in which names of folders are compared: nobody remembers a space or a bracket, and some say that it is a folder.
func folderForm(s string) string {
	form := lettersOf(intake.Folded(s))
	for _, word := range folderWords {
		if rest, found := strings.CutSuffix(form, word); found && rest != "" {
			return rest
		}
	}
	return form
}

// folderFinding compares names of folders.
func (c *comparison) folderFinding() (Finding, bool) {
	depth := c.d.folders.before(c.cutoff.time, 2)
	g := newGraded(Folders, 2-max(depth, 1))
	var hits []Probability
	wrong, since := 0, int64(0)
	claims := c.different(intake.KindMailFolder, folderForm)
	for _, folder := range claims {
		first, ok := c.d.folders.find(textHash(folder))
		switch {
		case ok && first < c.cutoff.time && c.shares.everybodys(intake.KindMailFolder, folder, assumedFolder):
			g.common = true
			continue
		case ok && first < c.cutoff.time:
			hits, since = append(hits, c.shares.of(intake.KindMailFolder, folder, assumedFolder)), earlier(since, first)
			continue
		}
		c.flagLate(ok)
		wrong++
	}
	g.asked = len(claims) > 0
	gradeHits(g, hits, wrong, []Level{One, Two}, since)
	return g.finding(string(Folders)), depth > 0
}

// productFinding compares which products were used. One that was given up before the cutoff may be named or not.
func (c *comparison) productFinding() (Finding, bool) {
	var now, ever []string
	for i := range c.d.products {
		h := &c.d.products[i]
		if h.at(c.cutoff) && !slices.Contains(now, h.value) {
			now = append(now, h.value)
		}
		if h.counts(c.cutoff) && !slices.Contains(ever, h.value) {
			ever = append(ever, h.value)
		}
	}
	if len(ever) == 0 {
		return Finding{}, false
	}
	if len(now) == 0 {
		now = ever
	}
	g := newGraded(Products, 0)
	slices.Sort(now)
	g.guess[0] = c.shares.of(keyProducts, strings.Join(now, ","), assumedProducts)
	for _, product := range now {
		g.guess[1] = max(g.guess[1], c.shares.of(intake.KindProduct, product, assumedProduct))
	}
	claimed := c.claimedProducts(ever)
	g.asked = len(claimed) > 0
	switch f1 := max(likeSet(claimed, now), likeSet(claimed, ever)); {
	case f1 >= 800:
		g.hit(Products.Index(Exact), Way{Guess: g.guess}, c.d.created)
	case f1 >= 300:
		g.hit(Products.Index(Partial), Way{Guess: g.guess}, c.d.created)
	}
	return g.finding(string(Products)), true
}

// claimedProducts lists the products named; several may stand in one answer: mail, photos.
func (c *comparison) claimedProducts(held []string) []string {
	var all []string
	for _, product := range c.different(intake.KindProduct, intake.Folded) {
		names := []string{product}
		if !slices.Contains(held, product) {
			names = strings.FieldsFunc(strings.ReplaceAll(product, " and ", ","), func(r rune) bool { return strings.ContainsRune(",、;/・&+", r) })
		}
		for _, name := range names {
			if name = intake.Folded(name); name != "" && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// likeSet is the F1 measure of two sets, in thousandths.
func likeSet(claimed, held []string) int {
	common := 0
	for _, value := range claimed {
		if slices.Contains(held, value) {
			common++
		}
	}
	if len(claimed)+len(held) == 0 {
		return 0
	}
	return 2000 * common / (len(claimed) + len(held))
}
