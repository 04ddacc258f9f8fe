package evidence

import (
	"slices"
	"strings"

	"okaeri/internal/intake"
)

// rowsAsked is how many boxes the form has for one of these questions: so many answers are one round of guessing.
const rowsAsked = 5

// commonDomain is the share of accounts from which a domain is a public provider: two people there have nothing in common.
var commonDomain = perMillion(20000)

// publicDomains are providers that everybody knows, for populations too small to show it.
var publicDomains = []string{
	"gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "icloud.com", "me.com", "mac.com", "outlook.com", "outlook.jp",
	"hotmail.com", "hotmail.co.jp", "live.jp", "live.com", "msn.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp",
	"nifty.com", "ocn.ne.jp", "biglobe.ne.jp", "so-net.ne.jp", "plala.or.jp", "dion.ne.jp", "aol.com", "gmx.de", "gmx.net", "web.de", "proton.me",
	"protonmail.com", "qq.com", "163.com", "naver.com",
}

// recipientFinding compares people to whom the owner is said to have written.
func (c *comparison) recipientFinding() (Finding, bool) {
	depth := c.recipientDepth()
	g := newGraded(Recipients, max(0, Recipients.Index(One)-max(depth-1, 0)))
	var hits []Probability
	domains, met := map[string]bool{}, map[*address]bool{}
	wrong, near, since, nearSince := 0, false, int64(0), int64(0)
	claims := c.recipientClaims()
	for _, form := range claims {
		e, share := c.recipient(form)
		switch {
		case share > 0 && e.own >= c.cutoff.time:
			g.answered = true
		case share > 0 && !met[e] && c.countsApart(e, domains):
			hits = append(hits, share)
			met[e], since = true, earlier(since, e.first)
		case share > 0:
		case e != nil && e.own < c.cutoff.time:
			near, nearSince = true, earlier(nearSince, e.first)
		default:
			wrong++
		}
	}
	g.asked = len(claims) > 0
	gradeHits(g, hits, wrong, []Level{One, Two, Three, Four, Five}, since)
	if near {
		g.hit(Recipients.Index(Near), Way{Guesses: rounds(len(claims))}, nearSince)
	}
	return g.finding(string(Recipients)), depth > 0
}

// recipientClaims lists the people named, by address where there is one. Several may stand in one answer.
func (c *comparison) recipientClaims() []string {
	var all []string
	for _, v := range c.claims(intake.KindMailRecipient) {
		texts := v.All()
		if email := v.Part("email"); email != "" {
			texts = []string{email}
		}
		for _, text := range texts {
			several := []string{text}
			if strings.Count(text, "@") > 1 {
				several = amongWords.FindAllString(intake.Plain(text), rowsAsked)
			}
			for _, one := range several {
				if form := claimedAddress(one); form != "" && !slices.Contains(all, form) {
					all = append(all, form)
				}
			}
		}
	}
	return all
}

// recipientDepth is how many people, of different domains, there are to be remembered, as far as the table tells numbers apart. Whom the
// owner only answered doesn't count: nobody may give an account something to be asked for by writing to it.
func (c *comparison) recipientDepth() int {
	depth := 0
	domains := map[string]bool{}
	for i := range c.d.mail.entries {
		e := &c.d.mail.entries[i]
		if e.own >= c.cutoff.time || domains[e.domain] && !c.public(e.domain) {
			continue
		}
		domains[e.domain] = true
		if depth++; depth == Recipients.Index(One)+1 {
			break
		}
	}
	return depth
}

// recipient finds who is meant, and what share of accounts has the same; the share is 0 for a near miss, and e is nil when nobody is.
func (c *comparison) recipient(form string) (e *address, share Probability) {
	if e, ok := c.d.mail.find(form); ok {
		if e.first < c.cutoff.time {
			return e, c.shares.of(intake.KindMailRecipient, e.text, assumedRecipient)
		}
		c.flagLate(true)
		return nil, 0
	}
	if strings.Contains(form, "@") {
		e, _ := c.d.mail.nearly(form, c.cutoff)
		return e, 0
	}
	if e, entry := c.recipientByName(form); e != nil {
		return e, c.bookShare(entry, bookWord(form))
	}
	e, _ = c.d.mail.nearly(form+"@", c.cutoff)
	return e, 0
}

// recipientByName finds somebody of the address book, to whom the owner wrote, by name: the page asks for either, and whoever writes to
// "Taro" every week seldom knows the address. Of several of one name it is the one whom the owner has written to for longest.
func (c *comparison) recipientByName(form string) (e *address, number int64) {
	claimed := claimedBookName(form)
	book, _ := c.d.named()
	number = -1
	for i := range book {
		entry := &book[i]
		if entry.counts(c.cutoff) && entry.value.mail != "" && slices.ContainsFunc(entry.value.names, func(n uint64) bool { return slices.Contains(claimed, n) }) {
			if to, ok := c.d.mail.find(entry.value.mail); ok && to.first < c.cutoff.time && (e == nil || to.before(e)) {
				e, number = to, int64(i)
			}
		}
	}
	return e, number
}

// countsApart says whether a hit is a second piece of knowledge: people of one organisation are known together.
func (c *comparison) countsApart(e *address, domains map[string]bool) bool {
	if domains[e.domain] && !c.public(e.domain) {
		return false
	}
	domains[e.domain] = true
	return true
}

func (c *comparison) public(domain string) bool {
	return slices.Contains(publicDomains, domain) || c.shares.of(keyDomain, domain, assumedDomain) >= commonDomain
}

// subjectFinding compares subjects of mail that the owner sent; as with people, answers alone give nothing to be asked for.
func (c *comparison) subjectFinding() (Finding, bool) {
	x := &c.d.mail.subjects
	depth, most := 0, Subjects.Index(One)+1
	for _, own := range x.own {
		if own < c.cutoff.time {
			if depth++; depth == most {
				break
			}
		}
	}
	g := newGraded(Subjects, most-max(depth, 1))
	var hits []Probability
	var met []int
	wrong, near, since, nearSince := 0, false, int64(0), int64(0)
	claims := c.different(intake.KindMailSubject, intake.Subject)
	for _, subject := range claims {
		entry, ok := x.find(subject)
		held := ok && x.first[entry] < c.cutoff.time
		switch {
		case held && slices.Contains(met, entry):
			continue
		case held && c.everybodysSubject(x.texts[entry]):
			g.common = true
			continue
		case held && x.own[entry] < c.cutoff.time:
			hits, since = append(hits, c.shares.of(intake.KindMailSubject, x.texts[entry], assumedSubject)), earlier(since, x.first[entry])
			met = append(met, entry)
			continue
		case !held:
			c.flagLate(ok)
		}
		switch like, ok := x.nearly(subject, c.cutoff, c.everybodysSubject); {
		case ok:
			near, nearSince = true, earlier(nearSince, x.first[like])
		case held:
			g.answered = true
		default:
			wrong++
		}
	}
	g.asked = len(claims) > 0
	gradeHits(g, hits, wrong, []Level{One, Two, Three}, since)
	if near {
		g.hit(Subjects.Index(Near), Way{Guesses: rounds(len(claims))}, nearSince)
	}
	return g.finding(string(Subjects)), depth > 0
}

// everybodysSubject is one like "reminder", which a guess finds in every hundredth mailbox.
func (c *comparison) everybodysSubject(subject string) bool {
	return c.shares.everybodys(intake.KindMailSubject, subject, assumedSubject)
}

// rounds is how many times over the form's boxes were filled.
func rounds(answers int) int { return (max(answers, 1) + rowsAsked - 1) / rowsAsked }

// gradeHits makes a way of each number of hits: the rarest n of them, found in so many tries (engine.md §2.4): F = C(tries, n)
// times the product of their shares. More hits are never likelier by guessing than fewer.
func gradeHits(g *graded, hits []Probability, wrong int, byNumber []Level, since int64) {
	slices.Sort(hits)
	chance := Certain
	product := Certain
	for n := 1; n <= len(hits) && n <= len(byNumber); n++ {
		product = both(product, hits[n-1])
		chance = min(chance, max(times(choices(wrong+n, n), product), smallestShare))
		way := Way{Guesses: rounds(wrong + n)}
		level := g.item.Index(byNumber[n-1])
		way.Guess[level] = chance // better levels are no likelier for it: what the parameters say of guessing them holds
		g.hit(level, way, since)
	}
}
