package intake

import (
	"slices"
	"time"
)

// CodeClaimNotAsked is a claim that the form would not have asked for: of an unknown kind, about a product that is not claimed, or more
// of its kind than the form has boxes.
const CodeClaimNotAsked = "claim.not_asked"

// Filed is an application that a program sent (docs/formats.md §2), as the form would hold it.
type Filed struct {
	Answers   Answers
	Pages     []Page   // the pages that it answers, in their order
	Passwords []string // old passwords, which never enter Answers
	Problems  []FiledProblem
}

// FiledProblem is a problem of the form and the claim that it is in.
type FiledProblem struct {
	Problem
	Claim int // counted from 0; -1 where it is none of the claims
}

// File puts an application into the boxes of the form and lets the form judge it: the same sizes, choices and checks, so that a program
// can send nothing that a person could not have typed. What is left out is answered with "I do not know". Claims that found no box
// are problems and never dropped without a word. It is the other way of Claims.
func (q *Questionnaire) File(a Application, now time.Time) Filed {
	f := &filing{q: q, form: map[string][]string{}, from: map[string]int{}}
	f.put(-1, "account", a.Account)
	f.put(-1, "contact", a.Contact)
	f.put(-1, "contact_anyway", "1")
	f.put(-1, "situation", string(a.Situation))
	if a.Account == "" {
		f.put(-1, "unknown_account", "1")
	}
	for i, c := range a.Claims { // which questions there are depends on the products
		if c.Kind == KindProduct {
			f.put(i, "product", c.Value.All()...)
		}
	}
	for i, c := range a.Claims {
		f.claim(i, c)
	}
	f.pages()
	f.judge(now)
	f.lost(a.Claims)
	return f.out
}

// filing is one application on its way into the form.
type filing struct {
	q    *Questionnaire
	form map[string][]string
	from map[string]int // field: the claim that filled it
	out  Filed
}

func (f *filing) put(claim int, field string, values ...string) {
	for _, v := range values {
		if v != "" {
			f.form[field] = append(f.form[field], v)
			f.from[field] = claim
		}
	}
}

func (f *filing) problem(claim int, p Problem) {
	f.out.Problems = append(f.out.Problems, FiledProblem{p, claim})
}

// claim fills the boxes of one claim.
func (f *filing) claim(i int, c Claim) {
	v := c.Value
	one := func(part, field string) { f.put(i, field, v.Parts[part]) }
	switch c.Kind {
	case KindProduct:
	case KindName:
		if v.Parts == nil {
			f.put(i, "family_name", v.All()...)
			f.put(i, "one_name", "1")
			return
		}
		one("family", "family_name")
		one("given", "given_name")
		one("family_kana", "family_kana")
		one("given_kana", "given_kana")
		if v.Parts["family"] == "" || v.Parts["given"] == "" {
			f.put(i, "one_name", "1")
		}
	case KindFormerName:
		f.put(i, "former_name", v.All()...)
	case KindBirthDate:
		f.put(i, "birth_year", v.All()...)
	case KindCountry, KindRegion, KindPostalCode:
		f.put(i, c.Kind, v.All()...)
	case KindPastPassword:
		f.password(i, v)
	case KindCard:
		month, year := printed(v.Parts["expiry"])
		f.set(i, c.Kind, CardBoxes, v.Parts["holder"], v.Parts["last4"], month, year)
	case KindPurchase:
		f.set(i, c.Kind, ThingBoxes, v.Parts["item"], v.Parts["when"], v.Parts["amount"])
	case KindOtherHint:
		f.put(i, "other_hints", v.All()...)
	case KindOther:
		f.put(i, "else", v.All()...)
	default:
		f.question(i, c)
	}
}

func (f *filing) password(i int, v Value) {
	texts := v.All()
	if !f.q.Switches.OldPasswords || len(f.out.Passwords)+len(texts) > f.q.Limits.PasswordRows {
		f.problem(i, Problem{Field: "password", Code: CodeClaimNotAsked})
		return
	}
	f.out.Passwords = append(f.out.Passwords, texts...)
}

// question finds the question that asks for a kind and has a box left.
func (f *filing) question(i int, c Claim) {
	for n := range f.q.Questions {
		question := &f.q.Questions[n]
		field := question.Field()
		rows := max(question.Rows, 1)
		asked := question.Product == "" || slices.Contains(f.form["product"], question.Product)
		if question.Kind == c.Kind && asked && len(f.form[field])+len(c.Value.All()) <= rows {
			f.put(i, field, c.Value.All()...)
			return
		}
	}
	f.problem(i, Problem{Field: c.Kind, Code: CodeClaimNotAsked})
}

// pages sorts the boxes into the pages of the form, in the order in which a person would meet them, and lets Clean take each.
func (f *filing) pages() {
	answers := Answers{}
	done := map[Page]bool{}
	for {
		next := slices.IndexFunc(f.q.Pages(answers), func(p Page) bool { return !done[p] })
		if next < 0 {
			break
		}
		page := f.q.Pages(answers)[next]
		done[page] = true
		f.out.Pages = append(f.out.Pages, page)
		fields := f.q.Fields(page, answers)
		form := map[string][]string{}
		for _, field := range fields {
			if values, ok := f.form[field.Name]; ok {
				form[field.Name] = values
			}
		}
		cleaned, problems := f.q.Clean(page, answers, form)
		for _, p := range problems {
			f.problem(f.claimOf(p.Field), p)
		}
		answers = answers.Merge(fields, cleaned)
		unsure(fields, answers)
	}
	f.out.Answers = answers
}

// unsure answers what was left out with "I do not know".
func unsure(fields []Field, answers Answers) {
	blank := !slices.ContainsFunc(fields, func(f Field) bool { return !answers.Blank(f.Name) })
	for _, field := range fields {
		if field.Unknown != "" && answers.Blank(field.Name) {
			answers[field.Unknown] = []string{"1"}
		}
		list := slices.Contains([]string{"bought", "country", "region"}, field.Name) || field.Control == ControlChoice && field.Question != nil
		if list && answers.Blank(field.Name) {
			answers[field.Name] = []string{unknownValue}
		}
	}
	for _, field := range fields {
		if blank && slices.Contains([]string{"name_unknown", "birth_unknown", "address_unknown"}, field.Name) {
			answers[field.Name] = []string{"1"}
		}
	}
}

func (f *filing) claimOf(field string) int {
	if i, ok := f.from[field]; ok {
		return i
	}
	return -1
}

// judge lets the form check every page that something was said on. Advice that the form gives and takes back is not given to a program.
func (f *filing) judge(now time.Time) {
	for _, page := range f.out.Pages {
		if page == PageWho || page == PageCode || page == PagePasswords || !f.said(page) {
			continue
		}
		for _, p := range f.q.Check(page, f.out.Answers, now) {
			if p.Warning != "" {
				continue
			}
			claim := f.claimOf(p.Field)
			if claim < 0 {
				claim = f.claimOn(page)
			}
			f.problem(claim, p)
		}
	}
}

func (f *filing) said(page Page) bool {
	return page == PageAccount || page == PageContact || f.claimOn(page) >= 0
}

// claimOn is a claim that filled a box of the page, -1 where none did.
func (f *filing) claimOn(page Page) int {
	for _, field := range f.q.Fields(page, f.out.Answers) {
		if i, ok := f.from[field.Name]; ok && i >= 0 {
			return i
		}
	}
	return -1
}

// lost finds the claims that the form would not have made of these answers.
func (f *filing) lost(claims []Claim) {
	made := map[string]int{}
	for _, c := range f.q.Claims(f.out.Answers) {
		made[c.Kind] += len(c.Value.All())
	}
	for i, c := range claims {
		if c.Kind == KindPastPassword || slices.ContainsFunc(f.out.Problems, func(p FiledProblem) bool { return p.Claim == i }) {
			continue
		}
		if made[c.Kind] -= len(c.Value.All()); made[c.Kind] < 0 {
			f.problem(i, Problem{Field: c.Kind, Code: CodeClaimNotAsked})
		}
	}
}
