package api

import (
	"context"

	"okaeri/internal/intake"
)

// Questionnaire is what the form asks, for a front end that draws it itself.
type Questionnaire struct {
	OldPasswords bool       `json:"old_passwords" doc:"Whether claims of the kind past_password are taken, and how many."`
	PasswordRows int        `json:"password_rows"`
	Purchases    bool       `json:"purchases" doc:"Whether claims of the kinds card and purchase are taken."`
	Evidence     bool       `json:"evidence" doc:"Whether anything is asked about the account at all."`
	Kinds        []string   `json:"kinds" doc:"Kinds that every form takes once, whatever is used."`
	Products     []Product  `json:"products"`
	Questions    []Question `json:"questions"`
}

// Product is something that an account can be used for.
type Product struct {
	ID    string            `json:"id"`
	Label map[string]string `json:"label" doc:"By language: ja and en."`
}

// Question is one question, and the kind of the claims that answer it.
type Question struct {
	ID      string            `json:"id"`
	Product string            `json:"product,omitempty" doc:"Asked where a product claim names it; empty: of everybody."`
	Kind    string            `json:"kind"`
	Control string            `json:"control" enum:"text,rows,names,choice,month"`
	Rows    int               `json:"rows" doc:"How many claims of the kind it takes."`
	Most    int               `json:"characters,omitempty"`
	Label   map[string]string `json:"label"`
	Hint    map[string]string `json:"hint,omitempty"`
	Options []Choice          `json:"options,omitempty"`
	When    *When             `json:"when,omitempty"`
}

// Choice is one option of a question.
type Choice struct {
	Value string            `json:"value"`
	Label map[string]string `json:"label"`
}

// When makes a question wait for an answer to another.
type When struct {
	Question string   `json:"question"`
	Is       []string `json:"is"`
}

type questionnaireOutput struct{ Body Questionnaire }

func (a *API) getQuestionnaire(context.Context, *struct{}) (*questionnaireOutput, error) {
	q := a.Questionnaire
	out := &questionnaireOutput{Body: Questionnaire{
		OldPasswords: q.Switches.OldPasswords, PasswordRows: q.Limits.PasswordRows, Purchases: q.Switches.Purchases, Evidence: q.Switches.Evidence,
		Kinds: []string{
			intake.KindName, intake.KindFormerName, intake.KindBirthDate, intake.KindCountry, intake.KindRegion, intake.KindPostalCode, intake.KindOther,
		},
		Products: []Product{}, Questions: []Question{},
	}}
	for _, p := range q.Products {
		out.Body.Products = append(out.Body.Products, Product{p.ID, p.Label})
	}
	for _, question := range q.Questions {
		one := Question{
			ID: question.ID, Product: question.Product, Kind: question.Kind, Control: string(question.Control), Rows: max(question.Rows, 1),
			Most: question.Max, Label: question.Label, Hint: question.Hint,
		}
		for _, o := range question.Options {
			one.Options = append(one.Options, Choice{o.Value, o.Label})
		}
		if question.When != nil {
			one.When = &When{question.When.Question, question.When.Is}
		}
		out.Body.Questions = append(out.Body.Questions, one)
	}
	return out, nil
}
