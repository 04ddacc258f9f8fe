package api

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"net/netip"
	"strings"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
	"okaeri/internal/token"
)

// ApplicationRecord is docs/formats.md §2.
type ApplicationRecord struct {
	ID        string         `json:"id,omitempty" maxLength:"128" doc:"The sender's own name for it; it is given back and not kept."`
	Account   string         `json:"account,omitempty" maxLength:"254" doc:"Address, alias, phone number or user name, as typed."`
	Contact   string         `json:"contact" maxLength:"254" doc:"Where the applicant can be reached now; a code goes there."`
	At        time.Time      `json:"at,omitempty" doc:"Not used: what counts is when Okaeri took it in."`
	Language  string         `json:"language,omitempty" enum:"ja,en" doc:"Of the letters; Accept-Language where it is left out."`
	Situation string         `json:"situation,omitempty" enum:"forgot_password,forgot_account,locked,hijacked,lost_second_factor"`
	Claims    []ClaimRecord  `json:"claims,omitempty" maxItems:"200"`
	Context   *ContextRecord `json:"context,omitempty"`
}

// ClaimRecord is one answer, as typed.
type ClaimRecord struct {
	Kind  string   `json:"kind" maxLength:"40"`
	Value AnyValue `json:"value"`
}

// ContextRecord is where the applicant is, as a front end saw it. It takes the scope applications:context.
type ContextRecord struct {
	IP        string `json:"ip,omitempty" maxLength:"64"`
	UserAgent string `json:"user_agent,omitempty" maxLength:"1024"`
	Device    string `json:"device,omitempty" maxLength:"256"`
}

// Application is where an application stands, in the applicant's words: what it takes to judge it can't be told from it.
type Application struct {
	ID       string     `json:"id" doc:"Names it in this API, for the token that filed it and no other."`
	ClientID string     `json:"client_id,omitempty"`
	Ref      string     `json:"ref" doc:"The reference number that stands in letters and that people say on the telephone."`
	State    string     `json:"state" example:"draft"`
	Due      *time.Time `json:"due,omitempty" doc:"Of a draft: when it ends. Once sent: when the verdict is promised."`
}

type (
	applicationOutput struct{ Body Application }
	applicationID     struct {
		ID string `path:"id" maxLength:"64"`
	}
	// CodeRecord brings back the code that was sent to the contact address.
	CodeRecord struct {
		Code string `json:"code" maxLength:"64"`
	}
)

// cards refuses full card numbers as the form does; behind this point none is left anywhere.
func (a *API) cards(v *visit) []Fault {
	var sent struct{ Claims []intake.Claim }
	if json.Unmarshal(v.Body, &sent) != nil {
		return nil // the reader behind this says what is wrong
	}
	var faults []Fault
	for i, c := range sent.Claims {
		for _, text := range c.Value.All() {
			if intake.HasFullCard(text) && len(faults) < mostFaults {
				faults = append(faults, a.fault(v, "/claims/"+itoa(i)+"/value", intake.CodeCardFull))
				break
			}
		}
	}
	return faults
}

// unfit words what the form would have stopped at.
func (a *API) unfit(v *visit, problems []intake.FiledProblem) *Problem {
	var faults []Fault
	for _, p := range problems[:min(len(problems), mostFaults)] {
		at := "/" + escape(p.Field)
		if p.Claim >= 0 {
			at = "/claims/" + itoa(p.Claim) + "/value"
			if p.Code == intake.CodeClaimNotAsked {
				at = "/claims/" + itoa(p.Claim) + "/kind"
			}
		}
		var pairs []string
		for name, value := range p.Args {
			pairs = append(pairs, name, value)
		}
		faults = append(faults, a.misanswered(v, at, p.Code, pairs...))
	}
	return a.faulty(v, "fields", faults...)
}

// laneNone is the robot check of a program: none, so the tightest limits.
const laneNone = "none"

// visitor is who applies. Only a token that is trusted with it speaks for where the applicant is; any other request counts for the place
// that it comes from itself, and brings no device, so that nobody makes up the owner's.
func (a *API) visitor(v *visit, app intake.Application) (recovery.Visitor, error) {
	out := recovery.Visitor{IP: v.IP, UserAgent: v.Agent, Language: app.Language, Lane: laneNone}
	if out.Language == "" {
		out.Language = v.Lang
	}
	if app.Context == (intake.Context{}) {
		return out, nil
	}
	if !v.Bearer.Token.Has(token.ApplicationsContext) {
		return out, a.simple(v, "context")
	}
	out.UserAgent, out.Device = app.Context.UserAgent, app.Context.Device
	if app.Context.IP != "" {
		ip, err := netip.ParseAddr(app.Context.IP)
		if err != nil {
			return out, a.faulty(v, "fields", a.fault(v, "/context/ip", "field.wrong"))
		}
		out.IP = ip.Unmap().WithZone("")
	}
	return out, nil
}

// comingBack is the applicant of a draft, who is where the draft was filed from.
func (a *API) comingBack(v *visit, c *recovery.Case) recovery.Visitor {
	out := recovery.Visitor{IP: v.IP, UserAgent: v.Agent, Language: c.Language, Lane: laneNone}
	if from := c.Private.Answers; v.Bearer.Token.Has(token.ApplicationsContext) {
		if ip, err := netip.ParseAddr(from.One(noteIP)); err == nil {
			out.IP = ip
		}
		out.UserAgent, out.Device = from.One(noteAgent), from.One(noteDevice)
	}
	return out
}

// The notes that a draft keeps of where a front end saw its applicant, sealed with its answers. They are no fields of any page.
const (
	noteIP     = "api_ip"
	noteAgent  = "api_agent"
	noteDevice = "api_device"
)

var alphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

// handle names a case in the API: its reference number, and a MAC that only the token which filed it can have been given. So a reference
// number alone, which stands in letters, opens nothing here.
func (a *API) handle(v *visit, c *recovery.Case) string {
	mac := a.Tokens.Keys.MAC("api-application", v.Bearer.Token.ID, c.ID)
	return strings.ReplaceAll(c.Ref, "-", "") + "-" + alphabet.EncodeToString(mac[:15])
}

// mine finds the case of a handle. A handle of another token, and one that nobody was given, are not found.
func (a *API) mine(ctx context.Context, v *visit, handle string) (*recovery.Case, error) {
	ref, _, _ := strings.Cut(handle, "-")
	c, err := a.Ledger.ByRef(ctx, recovery.NormalRef(ref))
	if err != nil {
		return nil, err
	}
	if !equal(handle, a.handle(v, c)) {
		return nil, recovery.ErrNotFound
	}
	return c, nil
}

// notes are what a draft keeps of where its applicant is.
func notes(app intake.Application) intake.Answers {
	out := intake.Answers{}
	for name, value := range map[string]string{noteIP: app.Context.IP, noteAgent: app.Context.UserAgent, noteDevice: app.Context.Device} {
		if value != "" {
			out[name] = []string{value}
		}
	}
	return out
}
