package token

import "slices"

// Scope is one thing that a token may do.
type Scope string

// The scopes.
const (
	AccountsWrite       Scope = "accounts:write"       // take accounts in, look at what kinds of facts are held, forget them
	FactsWrite          Scope = "facts:write"          // add facts
	ApplicationsWrite   Scope = "applications:write"   // file applications
	ApplicationsContext Scope = "applications:context" // say where an applicant is, as a trusted front end does
	CasesRead           Scope = "cases:read"           // see cases as the desk does
	CasesExplain        Scope = "cases:explain"        // see how the engine weighed a case
	CasesDecide         Scope = "cases:decide"         // work on cases and decide: in decision tokens only
	EventsRead          Scope = "events:read"
	MetricsRead         Scope = "metrics:read"
	AuditRead           Scope = "audit:read" // export the record, in the name of an auditor or administrator
)

// Scopes lists them all.
var Scopes = []Scope{
	AccountsWrite, FactsWrite, ApplicationsWrite, ApplicationsContext, CasesRead, CasesExplain, CasesDecide, EventsRead, MetricsRead, AuditRead,
}

// personal are the scopes that act in a person's name.
var personal = []Scope{CasesRead, CasesExplain, CasesDecide, AuditRead}

// Personal tells whether a token with these scopes has to be bound to a person of the staff.
func Personal(scopes []Scope) bool {
	return slices.ContainsFunc(scopes, func(s Scope) bool { return slices.Contains(personal, s) })
}

// normal sorts scopes into their order, each once; it refuses unknown ones and none.
func normal(given []Scope) ([]Scope, error) {
	var out []Scope
	for _, s := range Scopes {
		if slices.Contains(given, s) {
			out = append(out, s)
		}
	}
	for _, s := range given {
		if !slices.Contains(Scopes, s) {
			return nil, &Refused{"scope"}
		}
	}
	if len(out) == 0 {
		return nil, &Refused{"scope"}
	}
	return out, nil
}
