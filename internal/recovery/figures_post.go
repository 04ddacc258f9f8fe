package recovery

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// letterFigures names domains of enough people and puts the rest together.
func letterFigures(posts []Post) ([]DomainFigures, []ChannelFigures) {
	var sent []DomainFigures
	var others DomainFigures
	owners := map[string][2]int64{}
	for _, p := range posts {
		named := p.Domain != "" && atLeast(p.People) >= fewPeople
		switch ended := p.Sent + p.Refused; {
		case p.Owners && named && ended >= fewLetters:
			owners[p.Domain] = [2]int64{p.Sent, ended}
		case p.Owners:
			owners[""] = [2]int64{owners[""][0] + p.Sent, owners[""][1] + ended}
		case named:
			sent = append(sent, DomainFigures{p.Domain, p.Sent, p.Deferred, p.Refused})
		default:
			others.Sent, others.Deferred, others.Refused = others.Sent+p.Sent, others.Deferred+p.Deferred, others.Refused+p.Refused
		}
	}
	slices.SortFunc(sent, func(a, b DomainFigures) int {
		return cmp.Or(cmp.Compare(b.Sent+b.Refused, a.Sent+a.Refused), strings.Compare(a.Domain, b.Domain))
	})
	if others != (DomainFigures{}) {
		sent = append(sent, others)
	}
	var shares []ChannelFigures
	for domain, n := range owners {
		if n[1] >= fewLetters {
			shares = append(shares, ChannelFigures{domain, int((n[0]*100 + n[1]/2) / n[1])})
		}
	}
	slices.SortFunc(shares, func(a, b ChannelFigures) int {
		return cmp.Or(cmp.Compare(a.Delivered, b.Delivered), strings.Compare(a.Domain, b.Domain))
	})
	return sent, shares
}

func robotFigures(counts []Count) RobotFigures {
	r := RobotFigures{Passed: map[string]int64{}, Failed: map[string]int64{}, Took: map[string]int{}}
	took := map[string]map[int]int64{}
	for _, c := range counts {
		switch c.Name {
		case CountAsked:
			r.Asked += c.N
		case CountPassed:
			if c.Label == "none" {
				r.None += c.N
			} else {
				r.Passed[c.Label] += c.N
			}
		case CountFailed:
			r.Failed[c.Label] += c.N
		case CountTook:
			lane, word, _ := strings.Cut(c.Label, " ")
			if within, err := strconv.Atoi(word); err == nil {
				if took[lane] == nil {
					took[lane] = map[int]int64{}
				}
				took[lane][within] += c.N
			}
		}
	}
	for lane, of := range took {
		r.Took[lane] = most(of)
	}
	return r
}

// most is within how many seconds 95 of 100 passed.
func most(of map[int]int64) int {
	var all, sum int64
	for _, n := range of {
		all += n
	}
	for _, within := range tookWithin {
		if sum += of[within]; sum*100 >= all*95 {
			return within
		}
	}
	return 0
}
