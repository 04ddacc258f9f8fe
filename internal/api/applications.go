package api

import (
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/token"
)

// Story is what the applicant's pages ask of the story of cases; programs ask the same.
type Story interface {
	Begin(ctx context.Context, v recovery.Visitor) (string, error)
	Draft(ctx context.Context, caseID string) (*recovery.Case, error)
	Save(ctx context.Context, caseID string, page intake.Page, a intake.Answers) error
	OldPasswords(ctx context.Context, caseID string, typed []string) error
	SendCode(ctx context.Context, caseID, contact, once string, v recovery.Visitor) error
	ProveContact(ctx context.Context, caseID, code string, v recovery.Visitor) error
	Submit(ctx context.Context, caseID string, v recovery.Visitor) (*recovery.Case, error)
	Withdraw(ctx context.Context, caseID string) error
}

func (a *API) applications() {
	add(a, route{
		id: "application_file", method: http.MethodPost, path: "/applications", scope: token.ApplicationsWrite, tag: "applications",
		status: http.StatusAccepted, body: reflect.TypeFor[ApplicationRecord](),
	}, a.fileApplication)
	add(a, route{
		id: "application_code", method: http.MethodPost, path: "/applications/{id}/code", scope: token.ApplicationsWrite, tag: "applications",
		status: http.StatusOK, body: reflect.TypeFor[CodeRecord](), fails: []int{http.StatusNotFound, http.StatusGone},
	}, a.proveApplication)
	add(a, route{
		id: "application_resend", method: http.MethodPost, path: "/applications/{id}/resend", scope: token.ApplicationsWrite, tag: "applications",
		status: http.StatusOK, fails: []int{http.StatusNotFound},
	}, a.resendCode)
	add(a, route{
		id: "application_get", method: http.MethodGet, path: "/applications/{id}", scope: token.ApplicationsWrite, tag: "applications",
		status: http.StatusOK, fails: []int{http.StatusNotFound},
	}, a.getApplication)
	add(a, route{
		id: "application_withdraw", method: http.MethodPost, path: "/applications/{id}/withdraw", scope: token.ApplicationsWrite, tag: "applications",
		status: http.StatusOK, fails: []int{http.StatusNotFound},
	}, a.withdrawApplication)
	add(a, route{
		id: "questionnaire_get", method: http.MethodGet, path: "/questionnaire", scope: token.ApplicationsWrite, tag: "applications", status: http.StatusOK,
	}, a.getQuestionnaire)
}

// fileApplication opens a draft, fills it as a person would, and has a code sent to the contact address. Nothing is looked up, so the
// answer is the same whether the account exists or not.
func (a *API) fileApplication(ctx context.Context, _ *struct{}) (*applicationOutput, error) {
	v := visitOf(ctx)
	if _, p := read[ApplicationRecord](a, v); p != nil {
		return nil, p
	}
	if faults := a.cards(v); len(faults) > 0 {
		return nil, a.faulty(v, "fields", faults...)
	}
	app, err := intake.DecodeApplication(v.Body)
	if err != nil {
		return nil, a.faulty(v, "fields", a.located(v, err))
	}
	visitor, err := a.visitor(v, app)
	if err != nil {
		return nil, err
	}
	filed := a.Questionnaire.File(app, a.Now())
	if len(filed.Problems) > 0 {
		return nil, a.unfit(v, filed.Problems)
	}
	id, err := a.Story.Begin(ctx, visitor)
	if err != nil {
		return nil, err
	}
	if err := a.fill(ctx, id, filed, notes(app)); err != nil {
		return nil, err
	}
	if err := a.Story.SendCode(ctx, id, app.Contact, "", visitor); err != nil {
		return nil, err
	}
	out, err := a.shown(ctx, v, id)
	if err == nil {
		out.Body.ClientID = app.ID
	}
	return out, err
}

// fill saves the pages in their order, the contact address apart: the sending of the code takes it.
func (a *API) fill(ctx context.Context, id string, filed intake.Filed, notes intake.Answers) error {
	for _, page := range filed.Pages {
		answers := intake.Answers{}
		for _, f := range a.Questionnaire.Fields(page, filed.Answers) {
			if values, ok := filed.Answers[f.Name]; ok {
				answers[f.Name] = values
			}
		}
		switch page {
		case intake.PageCode:
			continue
		case intake.PageWho:
			maps.Copy(answers, notes)
		}
		if err := a.Story.Save(ctx, id, page, answers); err != nil {
			return err
		}
		if page == intake.PagePasswords && len(filed.Passwords) > 0 {
			if err := a.Story.OldPasswords(ctx, id, filed.Passwords); err != nil {
				return err
			}
		}
	}
	return nil
}

// proveApplication takes the code back and sends the application: the contact address is proven exactly as on the form.
func (a *API) proveApplication(ctx context.Context, in *applicationID) (*applicationOutput, error) {
	v := visitOf(ctx)
	body, p := read[CodeRecord](a, v)
	if p != nil {
		return nil, p
	}
	c, err := a.mine(ctx, v, in.ID)
	if err != nil {
		return nil, err
	}
	if len(intake.Digits(body.Code)) != 6 {
		return nil, a.faulty(v, "fields", a.fault(v, "/code", intake.CodeCodeForm))
	}
	visitor := a.comingBack(v, c)
	if c.Submitted.IsZero() {
		if err := a.Story.ProveContact(ctx, c.ID, body.Code, visitor); err != nil {
			return nil, err
		}
	}
	if _, err := a.Story.Submit(ctx, c.ID, visitor); err != nil {
		return nil, err
	}
	return a.shown(ctx, v, c.ID)
}

func (a *API) resendCode(ctx context.Context, in *applicationID) (*applicationOutput, error) {
	v := visitOf(ctx)
	c, err := a.mine(ctx, v, in.ID)
	if err != nil {
		return nil, err
	}
	if err := a.Story.SendCode(ctx, c.ID, c.Private.Contact, "", a.comingBack(v, c)); err != nil {
		return nil, err
	}
	return a.shown(ctx, v, c.ID)
}

func (a *API) getApplication(ctx context.Context, in *applicationID) (*applicationOutput, error) {
	v := visitOf(ctx)
	c, err := a.mine(ctx, v, in.ID)
	if err != nil {
		return nil, err
	}
	return a.shown(ctx, v, c.ID)
}

func (a *API) withdrawApplication(ctx context.Context, in *applicationID) (*applicationOutput, error) {
	v := visitOf(ctx)
	c, err := a.mine(ctx, v, in.ID)
	if err != nil {
		return nil, err
	}
	if err := a.Story.Withdraw(ctx, c.ID); err != nil {
		return nil, err
	}
	return a.shown(ctx, v, c.ID)
}

// shown is where a case stands, in the applicant's words.
func (a *API) shown(ctx context.Context, v *visit, caseID string) (*applicationOutput, error) {
	c, err := a.Story.Draft(ctx, caseID)
	if err != nil {
		return nil, err
	}
	out := &applicationOutput{Body: Application{ID: a.handle(v, c), Ref: c.Ref, State: c.Shown(a.Now())}}
	if !slices.Contains([]recovery.State{recovery.Withdrawn, recovery.Expired}, c.State) {
		due := c.Due.UTC().Truncate(time.Second)
		out.Body.Due = &due
	}
	return out, nil
}
