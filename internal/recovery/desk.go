package recovery

import (
	"slices"
	"time"
)

// Actor is the person who acts at the desk, whichever door they came in by: a page, the API or the command line. Every rule about
// people is checked by the methods of Recovery that take one, so that no door is weaker than another (H2).
type Actor struct {
	Login  string    // the person's unique name
	Name   string    // what people call them, to see that no helper decides; may be empty
	Mail   string    // their own address, to see that nobody decides about their own account; may be empty
	Roles  []string  // what they may do: see the roles below
	Strong time.Time // when a phishing-resistant sign-in last proved them; zero: never
	Via    string    // "desk", "api" or "cli"
	Writer string    // who typed it in, where that is somebody else than Login
}

// The roles of the people at the desk.
const (
	RoleReviewer = "reviewer" // decides on applications
	RoleSenior   = "senior"   // decides, and settles where two differ
	RoleAuditor  = "auditor"  // reads everything and changes nothing
	RoleOperator = "operator" // runs the server; decides nothing
	RoleAdmin    = "admin"    // says who works at the desk; decides nothing
)

// Is tells whether the person holds one of the roles.
func (a Actor) Is(roles ...string) bool {
	return slices.ContainsFunc(roles, func(role string) bool { return slices.Contains(a.Roles, role) })
}
