package apply

import (
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"okaeri/internal/intake"
)

// field is one field of a page as its template shows it.
type field struct {
	Name, ID    string
	Control     string
	Label, Hint string
	Optional    bool
	Fault       string
	Attrs       template.HTMLAttr // what never changes about the input, and where its hint and fault stand
	Class       string
	Value       string
	Rows        []row
	More        bool // another row can be asked for
	Options     []option
	Unknown     *field
	Good, Bad   []string
	Most        int
	list        template.HTML // options of a long list, made beforehand
}

// List is the options of a long list with the chosen one marked.
func (f *field) List() template.HTML { return f.list }

// row is one box of a field that has several.
type row struct {
	Number           int
	ID, Label, Value string
	Attrs            template.HTMLAttr
}

// option is one choice.
type option struct {
	ID, Value, Label, Hint string
	Checked                bool
}

// htmlID makes an id of a field's name.
func htmlID(name string) string { return strings.ReplaceAll(name, ".", "-") }

// rowID is the id of one box of a field with rows; the first has the field's own, so that a link to the field goes there.
func rowID(name string, i int) string {
	if i == 0 {
		return htmlID(name)
	}
	return htmlID(name) + "-" + strconv.Itoa(i+1)
}

// attrs writes attributes, names and values in turn; empty values are left out. Everything is escaped here, since the operator's own
// questions take part.
func attrs(pairs ...string) template.HTMLAttr {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		b.WriteString(` ` + pairs[i] + `="` + html.EscapeString(pairs[i+1]) + `"`)
	}
	return template.HTMLAttr(b.String()) //nolint:gosec // escaped above
}

// fieldsOf makes the views of a page's fields out of the draft, in their order, and a look-up by name.
func (t *turn) fieldsOf(all []intake.Field, a intake.Answers) (order []*field, byName map[string]*field) {
	byName = make(map[string]*field, len(all))
	for i := range all {
		f := t.fieldOf(&all[i], a)
		byName[all[i].Name] = f
		order = append(order, f)
	}
	for i := range all {
		if unknown := byName[all[i].Unknown]; all[i].Unknown != "" && unknown != nil {
			byName[all[i].Name].Unknown = unknown
			order = slices.DeleteFunc(order, func(f *field) bool { return f == unknown })
		}
	}
	return order, byName
}

// emptyField is what the view of a field is made of where nothing was answered.
type emptyField struct {
	lang, name string
	question   *intake.Question
	shared     bool // see turn.token
}

// fieldOf makes one view. One without answers is made once for all and copied.
func (t *turn) fieldOf(in *intake.Field, a intake.Answers) *field {
	if len(a[in.Name]) > 0 || t.r.URL.RawQuery != "" {
		return t.makeField(in, a)
	}
	key := emptyField{t.lang(), in.Name, in.Question, t.shared()}
	kept, ok := t.a.empty.Load(key)
	if !ok {
		kept, _ = t.a.empty.LoadOrStore(key, t.makeField(in, nil))
	}
	f := *kept.(*field)
	f.Rows = slices.Clone(f.Rows)
	return &f
}

func (t *turn) makeField(in *intake.Field, a intake.Answers) *field {
	f := &field{Name: in.Name, ID: htmlID(in.Name), Control: string(in.Control), Most: in.Max}
	t.name(f, in)
	values := a[in.Name]
	switch in.Control {
	case intake.ControlRows, intake.ControlNames:
		t.rows(f, in, values)
	case intake.ControlMonth:
		t.month(f, in, values)
	case intake.ControlChoice, intake.ControlBoxes:
		t.options(f, in, values)
	case intake.ControlTick:
		if len(values) > 0 {
			f.Value = "1"
		}
		f.Attrs = f.attributes(in, "checkbox", "")
	default:
		if len(values) > 0 {
			f.Value = values[0]
		}
		f.Attrs = f.attributes(in, inputType(in), t.token(in))
	}
	return f
}

// name says what the field is called, in the catalogue's words or the operator's.
func (t *turn) name(f *field, in *intake.Field) {
	lang := t.lang()
	if q := in.Question; q != nil {
		f.Label, f.Hint = q.Label[lang], q.Hint[lang]
		for _, w := range q.Good {
			f.Good = append(f.Good, w[lang])
		}
		for _, w := range q.Bad {
			f.Bad = append(f.Bad, w[lang])
		}
		return
	}
	if strings.HasSuffix(in.Name, ".unknown") {
		f.Label = t.say("apply.unknown")
		return
	}
	name, _ := intake.NthOf(in.Name)
	f.Label = t.say("apply.field." + name)
	if key := "apply.hint." + name; t.a.shell.Catalogue.Has(lang, key) {
		f.Hint = t.say(key)
	}
	f.Optional = in.Optional && in.Control != intake.ControlTick
}

// token is the autocomplete token: the field's own, so that browsers and people who can't type well are helped (WCAG 1.3.5), but off
// where the applicant said that others use the device.
func (t *turn) token(in *intake.Field) string {
	if t.shared() && in.Autocomplete != "one-time-code" {
		return "off"
	}
	return in.Autocomplete
}

func inputType(in *intake.Field) string {
	switch {
	case in.Control == intake.ControlTextArea, in.Control == intake.ControlSelect:
		return ""
	case in.Control == intake.ControlPassword:
		return "password"
	case in.Name == "contact":
		return "email"
	}
	return "text"
}

// attributes are those of an input.
func (f *field) attributes(in *intake.Field, kind, token string) template.HTMLAttr {
	pairs := []string{"id", f.ID, "name", f.Name, "type", kind, "autocomplete", token, "inputmode", in.InputMode}
	if kind == "email" || in.InputMode == "email" || in.Control == intake.ControlPassword || token == "one-time-code" {
		pairs = append(pairs, "spellcheck", "false", "autocapitalize", "off")
	}
	if f.Hint != "" {
		pairs = append(pairs, "aria-describedby", f.ID+"-hint")
	}
	return attrs(pairs...)
}

// rows shows as many boxes as were filled, three at least, all of them if another was asked for.
func (t *turn) rows(f *field, in *intake.Field, values []string) {
	shown := min(in.Rows, max(3, len(values)))
	if t.r.URL.Query().Get("more") == in.Name {
		shown = in.Rows
	}
	f.Control, f.More = string(intake.ControlRows), shown < in.Rows
	for i := range shown {
		r := row{Number: i + 1, ID: rowID(in.Name, i), Label: t.say("apply.row", "N", strconv.Itoa(i+1))}
		if i < len(values) {
			r.Value = values[i]
		}
		r.Attrs = attrs("id", r.ID, "name", in.Name, "type", "text", "autocomplete", "off",
			"aria-label", f.Label+" "+r.Label, "aria-describedby", describedBy(f))
		f.Rows = append(f.Rows, r)
	}
}

// month shows two boxes, the year and the month.
func (t *turn) month(f *field, in *intake.Field, values []string) {
	for i, label := range []string{"apply.year", "apply.month"} {
		r := row{ID: rowID(in.Name, i), Label: t.say(label)}
		if i < len(values) {
			r.Value = values[i]
		}
		r.Attrs = attrs("id", r.ID, "name", in.Name, "type", "text", "inputmode", "numeric", "autocomplete", "off",
			"aria-describedby", describedBy(f))
		f.Rows = append(f.Rows, r)
	}
}

func describedBy(f *field) string {
	if f.Hint == "" {
		return ""
	}
	return f.ID + "-hint"
}

// options shows choices; the first has the field's id, so that a link to the field goes there.
func (t *turn) options(f *field, in *intake.Field, values []string) {
	if in.Name == "birth_era" && len(values) == 0 {
		values = []string{"western"} // what most people write
	}
	for i, value := range in.Options {
		o := option{ID: rowID(in.Name, i), Value: value, Checked: slices.Contains(values, value)}
		o.Label, o.Hint = t.optionWords(in, value)
		f.Options = append(f.Options, o)
	}
}

func (t *turn) optionWords(in *intake.Field, value string) (label, hint string) {
	lang := t.lang()
	if in.Question != nil {
		for _, o := range in.Question.Options {
			if o.Value == value {
				return o.Label[lang], ""
			}
		}
		return t.say("apply.unknown"), ""
	}
	if in.Name == "product" {
		for _, p := range t.a.q.Products {
			if p.ID == value {
				return p.Label[lang], ""
			}
		}
	}
	key := "apply.option." + in.Name + "." + value
	if t.a.shell.Catalogue.Has(lang, key+".hint") {
		hint = t.say(key + ".hint")
	}
	return t.say(key), hint
}

// mark puts a fault beside its field and tells assistive technology so.
func (f *field) mark(words string) {
	if f.Fault != "" {
		return
	}
	f.Fault = words
	f.Attrs = framed(f.Attrs, f.ID)
	for i := range f.Rows {
		if i == 0 || f.Control == string(intake.ControlMonth) { // one row is enough to answer, but a month has two boxes
			f.Rows[i].Attrs = framed(f.Rows[i].Attrs, f.ID)
		}
	}
}

// framed marks an input as what a fault is about; the fault's words stand at the field with the id.
func framed(a template.HTMLAttr, id string) template.HTMLAttr {
	s, described := string(a), id+"-fault"
	if strings.Contains(s, ` aria-describedby="`) {
		s = strings.Replace(s, ` aria-describedby="`, ` aria-describedby="`+described+` `, 1)
	} else {
		s += ` aria-describedby="` + described + `"`
	}
	return template.HTMLAttr(s + ` aria-invalid="true"`) //nolint:gosec // made by attrs
}
