package settings

import "okaeri/internal/staff"

// administrators asks for two who can come in, each by two ways, so that a lost telephone stops nobody.
func administrators(people []*staff.Person) Point {
	all, safe := 0, 0
	for _, p := range people {
		if _, ok := p.Standing(); ok {
			all++
			if len(p.Passkeys) >= 2 || p.Subject != "" && len(p.Passkeys) >= 1 {
				safe++
			}
		}
	}
	out := Point{Key: "admins", State: Fine, Args: map[string]string{"N": count(all), "Safe": count(safe)}}
	switch {
	case all < 2:
		out.State = Missing
	case safe < all:
		out.State = Attend
	}
	return out
}

// deciders asks for two reviewers, since a senior who is none is assigned no case that takes two people, and for a third person where the two
// differ, one of the three a senior (ADR 41). An appeal goes to people who had no part in the refusal: that takes two more, and a second senior.
func deciders(people []*staff.Person) Point {
	all, reviewers, seniors := 0, 0, 0
	for _, p := range people {
		if !p.Active() || p.Invited() || !p.Is(staff.Reviewer, staff.Senior) {
			continue
		}
		all++
		if p.Is(staff.Reviewer) {
			reviewers++
		}
		if p.Is(staff.Senior) {
			seniors++
		}
	}
	out := Point{Key: "reviewers", State: Fine, Args: map[string]string{"N": count(all), "Reviewers": count(reviewers), "Seniors": count(seniors)}}
	switch {
	case all < 3 || reviewers < 2 || seniors < 1:
		out.State = Missing
	case all < 5 || seniors < 2:
		out.State = Attend
	}
	return out
}
