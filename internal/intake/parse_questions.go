package intake

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The bounds of a questionnaire.
const (
	mostProducts  = 40
	mostKinds     = 100
	mostQuestions = 200
	mostOptions   = 40
	mostDomains   = 2000
	mostExamples  = 5
	mostRows      = 10
)

// questionnaire reads the file's root.
func (r *reader) questionnaire(root *yaml.Node, q *Questionnaire) {
	fields := r.object(root, "the file", "!version", "switches", "limits", "kinds", "!products", "!questions")
	if n := fields["version"]; n != nil && n.Value != "1" {
		r.fault(n, "version has to be 1; this program reads no other")
	}
	r.switches(fields["switches"], &q.Switches)
	r.limits(fields["limits"], &q.Limits)
	r.kinds(fields["kinds"], q)
	products := map[string]bool{generalProduct: true} // the page of questions to everybody has that name
	for _, n := range r.list(fields["products"], "products", mostProducts) {
		f := r.object(n, "a product", "!id", "!label")
		q.Products = append(q.Products, Product{ID: r.id(f["id"], "a product's id", products), Label: r.words(f["label"], "label")})
	}
	taken := map[string]bool{}
	for _, n := range r.list(fields["questions"], "questions", mostQuestions) {
		r.question(n, q, taken)
	}
}

func (r *reader) switches(n *yaml.Node, s *Switches) {
	*s = Switches{Evidence: true, OldPasswords: true, OneName: true, Purchases: true}
	if n == nil {
		return
	}
	f := r.object(n, "switches", "evidence", "old_passwords", "one_name", "purchases")
	s.Evidence = r.truth(f["evidence"], "evidence", true)
	s.OldPasswords = r.truth(f["old_passwords"], "old_passwords", true)
	s.OneName = r.truth(f["one_name"], "one_name", true)
	s.Purchases = r.truth(f["purchases"], "purchases", true)
}

func (r *reader) limits(n *yaml.Node, l *Limits) {
	*l = Limits{PasswordRows: 5, ElseMax: 1000, Contact: ContactLimits{Disposable: Refuse, Carrier: Warn}}
	if n == nil {
		return
	}
	f := r.object(n, "limits", "password_rows", "else_characters", "contact")
	l.PasswordRows = r.number(f["password_rows"], "password_rows", 1, mostRows, 5)
	l.ElseMax = r.number(f["else_characters"], "else_characters", 100, MaxElse, 1000)
	if f["contact"] == nil {
		return
	}
	c := r.object(f["contact"], "contact", "refuse", "warn", "disposable", "carrier")
	l.Contact.Refuse = r.domains(c["refuse"], "refuse")
	l.Contact.Warn = r.domains(c["warn"], "warn")
	if word := r.oneOf(c["disposable"], "disposable", "allow", "warn", "refuse"); word != "" {
		l.Contact.Disposable = Treatment(word)
	}
	if word := r.oneOf(c["carrier"], "carrier", "allow", "warn", "refuse"); word != "" {
		l.Contact.Carrier = Treatment(word)
	}
}

func (r *reader) domains(n *yaml.Node, what string) []string {
	var domains []string
	for _, entry := range r.list(n, what, mostDomains) {
		text := r.text(entry, what, 253)
		if text == "" {
			continue
		}
		domain := mailDomain(text)
		if !strings.Contains(domain, ".") || strings.ContainsAny(domain, "@ *") {
			r.fault(entry, "%s: %q is no mail domain; write it like example.com", what, shorten(text))
			continue
		}
		domains = append(domains, domain)
	}
	return domains
}

func (r *reader) kinds(n *yaml.Node, q *Questionnaire) {
	taken := map[string]bool{}
	for _, entry := range r.list(n, "kinds", mostKinds) {
		f := r.object(entry, "a kind", "!id", "!comparator", "!label", "!common")
		id := r.id(f["id"], "a kind's id", taken)
		if ours, ok := q.Kinds[id]; ok && !ours.Custom {
			r.fault(f["id"], "the kind %q is one of ours; choose another id", id)
			continue
		}
		k := Kind{ID: id, Custom: true, Label: r.words(f["label"], "label"), Common: r.share(f["common"], "common")}
		k.Comparator = Comparator(r.oneOf(f["comparator"], "comparator", "exact", "name", "date", "postal", "text", "address",
			"subject", "digits", "password", "set"))
		if id != "" {
			q.Kinds[id] = k
		}
	}
}

// share reads a number above 0 and up to 1.
func (r *reader) share(n *yaml.Node, what string) float64 {
	if n == nil {
		return 0
	}
	value, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || !(value > 0 && value <= 1) {
		r.fault(n, "%s has to be a number above 0 and up to 1: the share of accounts that hold one same value", what)
		return 0
	}
	return value
}

func (r *reader) question(n *yaml.Node, q *Questionnaire, taken map[string]bool) {
	f := r.object(n, "a question", "!id", "product", "!kind", "!control", "rows", "characters", "!label", "hint", "good", "bad",
		"options", "when")
	question := Question{
		ID: r.id(f["id"], "a question's id", taken), Label: r.words(f["label"], "label"), Hint: r.words(f["hint"], "hint"),
		Control: Control(r.oneOf(f["control"], "control", "rows", "text", "choice", "month", "names")),
		Good:    r.examples(f["good"], "good"), Bad: r.examples(f["bad"], "bad"),
	}
	if p := f["product"]; p != nil {
		question.Product = p.Value
		if !slices.ContainsFunc(q.Products, func(known Product) bool { return known.ID == p.Value }) {
			r.fault(p, "the product %q is not among the products", shorten(p.Value))
		}
	}
	r.questionKind(f["kind"], &question, q)
	r.controlSizes(f, &question)
	r.when(f["when"], &question, q)
	q.Questions = append(q.Questions, question)
}

func (r *reader) examples(n *yaml.Node, what string) []Words {
	var examples []Words
	for _, entry := range r.list(n, what, mostExamples) {
		examples = append(examples, r.words(entry, what))
	}
	return examples
}

// questionKind refuses kinds that may not be asked by a question: passwords, since answers are kept and passwords never may
// be, and those that have a page of their own.
func (r *reader) questionKind(n *yaml.Node, question *Question, q *Questionnaire) {
	if n == nil {
		return
	}
	kind, known := q.Kinds[n.Value]
	switch {
	case !known:
		r.fault(n, "the kind %q is neither one of ours nor among the file's kinds", shorten(n.Value))
		return
	case kind.Comparator == ComparePassword:
		r.fault(n, "the kind %q is compared as a password; only the page for old passwords asks for those", n.Value)
	case ownPage(kind.ID):
		r.fault(n, "the kind %q is asked on a page of its own", n.Value)
	case question.Control == ControlMonth && kind.Comparator != CompareDate:
		r.fault(n, "control month asks for a date, and the kind %q is not compared as one", n.Value)
	}
	question.Kind = kind.ID
}

// controlSizes reads rows, characters and options, each only where the control has a use for it.
func (r *reader) controlSizes(f map[string]*yaml.Node, question *Question) {
	severalRows := question.Control == ControlRows || question.Control == ControlNames
	typed := severalRows || question.Control == ControlText
	for _, c := range []struct {
		key string
		fit bool
	}{{"rows", severalRows}, {"characters", typed}, {"options", question.Control == ControlChoice}} {
		if n := f[c.key]; n != nil && !c.fit && question.Control != "" {
			r.fault(n, "a question with control %s has no %s", question.Control, c.key)
			return
		}
	}
	question.Rows = 1
	if severalRows {
		question.Rows = r.number(f["rows"], "rows", 1, mostRows, 5)
	}
	question.Max = 40
	if typed {
		question.Max = r.number(f["characters"], "characters", 1, MaxText, 200)
	}
	if question.Control == ControlChoice {
		r.options(f["options"], question)
	}
}

func (r *reader) options(n *yaml.Node, question *Question) {
	taken := map[string]bool{unknownValue: true}
	for _, entry := range r.list(n, "options", mostOptions) {
		f := r.object(entry, "an option", "!value", "!label")
		question.Options = append(question.Options, Option{
			Value: r.id(f["value"], "an option's value", taken), Label: r.words(f["label"], "label"),
		})
	}
	if n != nil && len(question.Options) < 2 {
		r.fault(n, "a choice needs two options or more; \"I do not know\" is always there")
	}
}

// when reads a branch: the choice it waits for has to stand earlier, where the answer is known by then.
func (r *reader) when(n *yaml.Node, question *Question, q *Questionnaire) {
	if n == nil {
		return
	}
	f := r.object(n, "when", "!question", "!is")
	if f["question"] == nil {
		return
	}
	at := slices.IndexFunc(q.Questions, func(earlier Question) bool { return earlier.ID == f["question"].Value })
	if at < 0 {
		r.fault(f["question"], "when: no question %q stands before this one", shorten(f["question"].Value))
		return
	}
	asked := &q.Questions[at]
	switch {
	case asked.Control != ControlChoice:
		r.fault(f["question"], "when: the question %q is no choice", asked.ID)
	case asked.Product != question.Product && asked.Product != "":
		r.fault(f["question"], "when: the question %q belongs to another product", asked.ID)
	}
	when := &When{Question: asked.ID}
	for _, entry := range r.list(f["is"], "is", mostOptions) {
		if !slices.ContainsFunc(asked.Options, func(o Option) bool { return o.Value == entry.Value }) {
			r.fault(entry, "when: the question %q has no option %q", asked.ID, shorten(entry.Value))
		}
		when.Is = append(when.Is, entry.Value)
	}
	if f["is"] != nil && len(when.Is) == 0 {
		r.fault(f["is"], "when: is lists no option")
	}
	question.When = when
}
