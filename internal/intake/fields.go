package intake

import "slices"

// Fields are the fields of a page in the order in which Japanese pages show them; what was answered so far matters only for
// questions that wait for a choice.
func (q *Questionnaire) Fields(page Page, a Answers) []Field {
	switch page {
	case PageWho:
		return whoFields
	case PageAccount:
		return accountFields
	case PageContact:
		return contactFields
	case PageCode:
		return codeFields
	case PageName:
		return q.nameFields()
	case PageBirth:
		return birthFields
	case PageAddress:
		return addressFields()
	case PagePasswords:
		return q.passwordFields()
	case PageProducts:
		return q.productFields()
	case PagePurchases:
		return purchaseFields()
	case PageElse:
		return []Field{{Name: "else", Control: ControlTextArea, Max: q.Limits.ElseMax, Autocomplete: "off", Optional: true}}
	}
	return questionFields(q.Asked(page, a))
}

var whoFields = []Field{
	{Name: "device", Control: ControlChoice, Options: []string{"own", "borrowed", "shop"}},
	{
		Name: "situation", Control: ControlChoice,
		Options: []string{string(ForgotPassword), string(ForgotAccount), string(Locked), string(Hijacked), string(LostSecondFactor)},
	},
	{Name: "helped", Control: ControlTick, Optional: true},
	// The helper's, not the applicant's: the browser must not offer the applicant's own name here.
	{Name: "helper_name", Control: ControlText, Max: 100, Autocomplete: "off", Optional: true},
	{Name: "helper_shop", Control: ControlText, Max: 100, Autocomplete: "off", Optional: true},
	{Name: "helper_phone", Control: ControlText, Max: 40, Autocomplete: "off", InputMode: "tel", Optional: true},
}

var accountFields = []Field{
	{Name: "account", Control: ControlText, Max: MaxIdentifier, Autocomplete: "username", InputMode: "email", Unknown: "unknown_account"},
	{Name: "unknown_account", Control: ControlTick, Optional: true},
	{Name: "other_hints", Control: ControlRows, Rows: 3, Max: MaxIdentifier, Autocomplete: "off", Optional: true},
}

var contactFields = []Field{
	{Name: "contact", Control: ControlText, Max: MaxIdentifier, Autocomplete: "email", InputMode: "email"},
	{Name: "contact_anyway", Control: ControlTick, Optional: true},
}

var codeFields = []Field{
	// 64, not 6: a code is pasted with spaces and hyphens, in any width.
	{Name: "code", Control: ControlText, Max: 64, Autocomplete: "one-time-code", InputMode: "numeric"},
}

func (q *Questionnaire) nameFields() []Field {
	fields := []Field{
		{Name: "family_name", Control: ControlText, Max: 100, Autocomplete: "family-name"},
		{Name: "given_name", Control: ControlText, Max: 100, Autocomplete: "given-name"},
		{Name: "one_name", Control: ControlTick, Optional: true},
		{Name: "family_kana", Control: ControlText, Max: 100, Autocomplete: "off", Optional: true},
		{Name: "given_kana", Control: ControlText, Max: 100, Autocomplete: "off", Optional: true},
		{Name: "former_name", Control: ControlText, Max: 200, Autocomplete: "off", Optional: true},
		{Name: FieldNameUnknown, Control: ControlTick, Optional: true},
	}
	if !q.Switches.OneName {
		fields = slices.Delete(fields, 2, 3)
	}
	return fields
}

var birthFields = []Field{
	{Name: "birth_era", Control: ControlChoice, Options: []string{eraWestern, "reiwa", "heisei", "showa", "taisho", "meiji"}, Optional: true},
	{Name: "birth_year", Control: ControlText, Max: 60, Autocomplete: "bday-year", InputMode: "numeric"},
	{Name: "birth_month", Control: ControlText, Max: 20, Autocomplete: "bday-month", InputMode: "numeric"},
	{Name: "birth_day", Control: ControlText, Max: 20, Autocomplete: "bday-day", InputMode: "numeric"},
	{Name: "birth_other", Control: ControlTick, Optional: true},
	{Name: FieldBirthUnknown, Control: ControlTick, Optional: true},
}

// addressFields: "unknown" is a choice of both lists; a postal code that is not known stays empty. The region is a list in Japan
// and free text elsewhere, so its options are the page's affair (Prefectures).
func addressFields() []Field {
	return []Field{
		{Name: "country", Control: ControlSelect, Max: 60, Autocomplete: "country"},
		{Name: "postal_code", Control: ControlText, Max: 40, Autocomplete: "postal-code", InputMode: "numeric", Optional: true},
		{Name: "region", Control: ControlSelect, Max: 100, Autocomplete: "address-level1"},
		{Name: "address_unknown", Control: ControlTick, Optional: true},
	}
}

// passwordFields: Clean refuses "password" since it never enters Answers; the page hands the boxes to the comparing at once. When one
// was used is no secret and stays: the n-th value belongs to the n-th password that was typed.
func (q *Questionnaire) passwordFields() []Field {
	return []Field{
		{Name: "password", Control: ControlPassword, Rows: q.Limits.PasswordRows, Max: MaxText, Autocomplete: "off", Unknown: "password_unknown"},
		{Name: FieldPasswordWhen, Control: ControlText, Rows: q.Limits.PasswordRows, Max: 40, Autocomplete: "off", Optional: true},
		{Name: "password_unknown", Control: ControlTick, Optional: true},
		{Name: "password_partly", Control: ControlTick, Optional: true},
	}
}

func (q *Questionnaire) productFields() []Field {
	var ids []string
	for _, p := range q.Products {
		ids = append(ids, p.ID)
	}
	return []Field{
		{Name: "product", Control: ControlBoxes, Rows: len(ids), Options: ids, Unknown: "product_unknown"},
		{Name: "product_unknown", Control: ControlTick, Optional: true},
	}
}

// questionFields: a field for each question and the box "I do not know" behind it. A choice has that among its
// own options.
func questionFields(questions []*Question) []Field {
	var fields []Field
	for _, question := range questions {
		f := Field{
			Name: question.Field(), Control: question.Control, Rows: question.Rows, Max: question.Max, Autocomplete: "off", Question: question,
		}
		switch question.Control {
		case ControlChoice:
			for _, o := range question.Options {
				f.Options = append(f.Options, o.Value)
			}
			f.Options = append(f.Options, unknownValue)
			fields = append(fields, f)
			continue
		case ControlMonth:
			f.Rows, f.InputMode = 2, "numeric"
		}
		f.Unknown = f.Name + ".unknown"
		fields = append(fields, f, Field{Name: f.Unknown, Control: ControlTick, Optional: true})
	}
	return fields
}

// boxes is how many values a field may have.
func (f Field) boxes() int { return max(f.Rows, 1) }

// most is how many characters one value may have; values of lists are ids.
func (f Field) most() int {
	if f.Max == 0 {
		return 60
	}
	return f.Max
}
