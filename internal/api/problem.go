package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"okaeri/internal/dossier"
	"okaeri/internal/recovery"
	"okaeri/internal/token"
)

// problemType is the media type of RFC 9457.
const problemType = "application/problem+json"

// Problem is every answer that is no success (RFC 9457).
type Problem struct {
	Type      string     `json:"type" doc:"Address of the explanation of the code." format:"uri"`
	Title     string     `json:"title" doc:"What happened and what to do, in the language of Accept-Language."`
	Status    int        `json:"status"`
	Instance  string     `json:"instance" doc:"Names this one request."`
	Code      string     `json:"code" doc:"A word for programs; it does not change."`
	RequestID string     `json:"request_id" doc:"Also in the server's log."`
	Errors    []Fault    `json:"errors,omitempty" doc:"What is wrong with the request, field by field."`
	RetryAt   *time.Time `json:"retry_at,omitempty" doc:"When the same request may be made again."`
	TriesLeft *int       `json:"tries_left,omitempty" doc:"How often a code may still be typed."`
}

// Fault is one thing in a request that cannot be used. It never quotes what was sent.
type Fault struct {
	Pointer   string `json:"pointer,omitempty" doc:"JSON pointer (RFC 6901) into the body."`
	Parameter string `json:"parameter,omitempty" doc:"Name of a parameter."`
	Code      string `json:"code" doc:"The code that the form has for it."`
	Detail    string `json:"detail"`
}

// Error is the code.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return problemType }

// statuses are the codes with their statuses. A code of a rule ("refused.helper") is in refusals.
var statuses = map[string]int{
	"body": http.StatusBadRequest, "body_unwanted": http.StatusBadRequest, "body_large": http.StatusRequestEntityTooLarge,
	"content_type": http.StatusUnsupportedMediaType, "fields": http.StatusUnprocessableEntity, "parameters": http.StatusUnprocessableEntity,
	"token": http.StatusUnauthorized, "scope": http.StatusForbidden, "not_found": http.StatusNotFound, "method": http.StatusMethodNotAllowed,
	"too_soon": http.StatusTooManyRequests, "changed": http.StatusPreconditionFailed, "conflict": http.StatusConflict, "closed": http.StatusConflict,
	"identifier_taken": http.StatusConflict, "missing_proof": http.StatusConflict, "code_expired": http.StatusGone, "code_wrong": http.StatusUnprocessableEntity,
	"code_used_up": http.StatusGone, "cursor": http.StatusUnprocessableEntity, "context": http.StatusForbidden,
	"idempotency_key": http.StatusBadRequest, "idempotency_body": http.StatusUnprocessableEntity, "idempotency_running": http.StatusConflict,
	"fault": http.StatusInternalServerError,
}

// refusals are the statuses of the rules of the desk that are not about who asks (403): the case stands otherwise, or a field is wrong.
var refusals = map[string]int{
	"claimed": http.StatusConflict, "claim_missing": http.StatusConflict, "claim_expired": http.StatusConflict, "asked": http.StatusConflict,
	"no_account": http.StatusConflict, "reason_unknown": http.StatusUnprocessableEntity, "words_missing": http.StatusUnprocessableEntity,
	"words_long": http.StatusUnprocessableEntity, "words_card": http.StatusUnprocessableEntity, "proof_unknown": http.StatusUnprocessableEntity, "proof_missing": http.StatusUnprocessableEntity, "record_filter": http.StatusUnprocessableEntity,
}

// simple is a problem that is its code and nothing more.
func (a *API) simple(v *visit, code string, pairs ...string) *Problem {
	return &Problem{
		Type: a.PublicURL.JoinPath(docsPath).String() + "#problem-" + code, Title: a.say(v.Lang, "api.problem."+code, pairs...),
		Status: statuses[code], Instance: "urn:okaeri:request:" + v.ID, Code: code, RequestID: v.ID,
	}
}

// faulty is a problem with fields.
func (a *API) faulty(v *visit, code string, faults ...Fault) *Problem {
	p := a.simple(v, code)
	p.Errors = faults
	return p
}

// tooSoon is a limit of the API's own.
type tooSoon struct{ until time.Time }

func (e *tooSoon) Error() string { return "too many requests" }

// errChanged is an ETag that is no longer the thing's.
var errChanged = errors.New("the thing changed meanwhile")

// problem is the one translation of errors into answers. What it does not know is a fault of ours: it goes into the log by its kind, and
// nothing of it to the reader.
func (a *API) problem(v *visit, err error) *Problem {
	var (
		ready *Problem
		soon  *recovery.TooSoon
		own   *tooSoon
		wrong *recovery.WrongCode
		rule  *recovery.Refused
	)
	switch {
	case errors.As(err, &ready):
		return ready
	case errors.As(err, &soon):
		return a.wait(v, soon.Until)
	case errors.As(err, &own):
		return a.wait(v, own.until)
	case errors.As(err, &wrong) && wrong.Left > 0:
		p := a.faulty(v, "code_wrong", a.fault(v, "/code", "code.wrong", "N", strconv.Itoa(wrong.Left)))
		p.TriesLeft = &wrong.Left
		return p
	case errors.As(err, &wrong):
		return a.simple(v, "code_used_up")
	case errors.As(err, &rule):
		return a.refused(v, rule.Code)
	case errors.Is(err, token.ErrToken):
		return a.simple(v, "token")
	case errors.Is(err, recovery.ErrExpired):
		return a.simple(v, "code_expired")
	case errors.Is(err, recovery.ErrNotFound), errors.Is(err, token.ErrNotFound):
		return a.simple(v, "not_found")
	case errors.Is(err, errChanged):
		return a.simple(v, "changed")
	case errors.Is(err, recovery.ErrClosed):
		return a.simple(v, "closed")
	case errors.Is(err, recovery.ErrMissingProof):
		return a.simple(v, "missing_proof")
	case errors.Is(err, recovery.ErrConflict), errors.Is(err, dossier.ErrConflict):
		return a.simple(v, "conflict")
	}
	if !errors.Is(err, context.Canceled) {
		a.Logger.LogAttrs(context.Background(), slog.LevelError, "api fault", slog.String("id", v.ID), slog.String("route", v.Route), slog.String("error", err.Error()))
	}
	return a.simple(v, "fault")
}

func (a *API) wait(v *visit, until time.Time) *Problem {
	p := a.simple(v, "too_soon")
	until = until.UTC().Truncate(time.Second).Add(time.Second)
	p.RetryAt = &until
	return p
}

// refused is a rule of the desk, in the desk's own words.
func (a *API) refused(v *visit, code string) *Problem {
	p := a.simple(v, "refused")
	p.Code, p.Type = "refused."+code, p.Type+"-"+code
	if p.Status = refusals[code]; p.Status == 0 {
		p.Status = http.StatusForbidden
		if strings.HasPrefix(code, "minimum_") {
			p.Status = http.StatusConflict
		}
	}
	for _, key := range []string{"api.refused." + code, "desk.refused." + code} {
		if a.Catalogue.Has(v.Lang, key) {
			p.Title = a.say(v.Lang, key)
			break
		}
	}
	return p
}

// fault is one field's trouble, in words for whoever wrote the body, and in the form's where there are none.
func (a *API) fault(v *visit, pointer, code string, pairs ...string) Fault {
	return Fault{Pointer: pointer, Code: code, Detail: a.firstSaid(v, []string{"api.fault." + code, "error." + code}, pairs)}
}

// misanswered is the trouble with an answer, worded by the form where the form knows it: there an unknown field is a choice that the
// question does not have.
func (a *API) misanswered(v *visit, pointer, code string, pairs ...string) Fault {
	return Fault{Pointer: pointer, Code: code, Detail: a.firstSaid(v, []string{"error." + code, "api.fault." + code}, pairs)}
}

// firstSaid is the first of some sentences that the catalogue has.
func (a *API) firstSaid(v *visit, keys, pairs []string) string {
	for _, key := range keys {
		if a.Catalogue.Has(v.Lang, key) {
			return a.say(v.Lang, key, pairs...)
		}
	}
	return ""
}

// write answers a problem outside of any operation.
func (a *API) write(w http.ResponseWriter, p *Problem) {
	p.head(w.Header().Set)
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a reader who has gone away is no fault
}

// head sets the headers that belong to a problem.
func (p *Problem) head(set func(name, value string)) {
	switch {
	case p.Status == http.StatusUnauthorized:
		set("WWW-Authenticate", `Bearer realm="okaeri"`)
	case p.Code == "scope":
		set("WWW-Authenticate", `Bearer realm="okaeri", error="insufficient_scope"`)
	case p.RetryAt != nil:
		set("Retry-After", p.RetryAt.Format(http.TimeFormat))
	}
}

// translate turns the problems that the library writes by itself (a parameter that can't be read) into ours, and gives ours their headers.
func (a *API) translate(ctx huma.Context, status string, v any) (any, error) {
	switch e := v.(type) {
	case *Problem:
		e.head(ctx.SetHeader)
	case *huma.ErrorModel:
		p := a.library(visitOf(ctx.Context()), e)
		ctx.SetHeader("Content-Type", problemType)
		return p, nil
	}
	return v, nil
}

// library words an error of the library. Its own words may quote what was sent, so none of them are used.
func (a *API) library(v *visit, e *huma.ErrorModel) *Problem {
	if e.Status >= http.StatusInternalServerError {
		return a.simple(v, "fault")
	}
	p := a.simple(v, "parameters")
	p.Status = e.Status
	for _, d := range e.Errors {
		_, name, _ := strings.Cut(d.Location, ".")
		f := a.fault(v, "", "parameter")
		f.Parameter = short(name)
		p.Errors = append(p.Errors, f)
	}
	return p
}
