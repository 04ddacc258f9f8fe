package decision

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/score"
)

// Bits are millibits that are written as bits: 14203 is 14.203. Adding the findings' bits up gives the assessment's exactly.
type Bits score.Millibits

// MarshalJSON writes the shortest decimal.
func (b Bits) MarshalJSON() ([]byte, error) {
	sign, n := "", int64(b)
	if n < 0 {
		sign, n = "-", -n
	}
	text := strconv.FormatInt(n/1000, 10)
	if part := n % 1000; part != 0 {
		digits := strconv.FormatInt(1000+part, 10)[1:]
		text += "." + strings.TrimRight(digits, "0")
	}
	return []byte(sign + text), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (b *Bits) UnmarshalJSON(data []byte) error {
	text, negative := strings.CutPrefix(string(data), "-")
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(part + "000")[:3], 10, 32)
	if err != nil || len(part) > 3 {
		return errors.New("bits: a decimal with at most three places")
	}
	if negative {
		n = -n
	}
	*b = Bits(n)
	return nil
}

// ByClass are the bits against each class of adversary.
type ByClass struct {
	Stranger       Bits `json:"stranger"`
	Breached       Bits `json:"breached"`
	Acquaintance   Bits `json:"acquaintance"`
	Phisher        Bits `json:"phisher"`
	InsiderMailbox Bits `json:"insider_mailbox"`
}

// Threshold is what the bits are held against.
type Threshold struct {
	Grant   Bits `json:"grant"`   // from here on granted, unless something stands against it
	Decline Bits `json:"decline"` // below this declined
}

// Finding is one compared item. Bits is its share of the whole; Reason is a sentence for reviewers, which the text catalogue
// gives (key "finding.<item>.<level>"), never with a stored value in it.
type Finding struct {
	Kind   string         `json:"kind"`
	Level  evidence.Level `json:"level"`
	Bits   Bits           `json:"bits"`
	Reason string         `json:"reason"`
	Item   evidence.Item  `json:"item,omitempty"`  // where Kind is the operator's own word
	Since  string         `json:"since,omitempty"` // year and month since when the matched value was held
}

// Assessment is a verdict with its reasons (docs/formats.md §3). It is for reviewers and for tokens of the scope cases:explain,
// never for applicants.
type Assessment struct {
	ID        string    `json:"id"`
	AccountID *string   `json:"account_id"` // null: nobody has such an account
	Verdict   Outcome   `json:"verdict"`
	HoldHours int       `json:"hold_hours"` // hold of a grant, or that a reviewer's grant would open; 0 for a decline
	Bits      Bits      `json:"bits"`
	ByClass   ByClass   `json:"by_class"`
	Threshold Threshold `json:"threshold"`
	Findings  []Finding `json:"findings"`
	Engine    string    `json:"engine"`

	Profile  Profile   `json:"profile"`
	Against  string    `json:"against,omitempty"` // the class that fits best among those in scope
	Scope    []string  `json:"scope,omitempty"`   // classes to beat
	Outside  Bits      `json:"outside"`           // bits without anything that is readable inside the account
	Attempt  int       `json:"attempt"`
	Flags    []Flag    `json:"flags,omitempty"`
	Baseline time.Time `json:"baseline,omitzero"`
	Advice   []string  `json:"advice,omitempty"` // kinds of evidence to add, from blanks only
}

// Flag is something a reviewer must know, or that kept a grant back.
type Flag string

// The flags.
const (
	FlagLate        Flag = "post_baseline_match" // claimed something that was set after the baseline
	FlagSuspicious  Flag = "suspicious_event"    // a suspicious event set the baseline
	FlagStranger    Flag = "foreign_sign_in"     // a sign-in from a device and network that stayed foreign
	FlagRecent      Flag = "recent_change"       // security data changed within 30 days
	FlagOutside     Flag = "inside_only"         // too little beside what is readable inside the account
	FlagInsider     Flag = "insider_fits"        // a reader of the mailbox fits as well
	FlagStrict      Flag = "strict_profile"
	FlagCampaign    Flag = "campaign"
	FlagCompromised Flag = "compromised"
	FlagContested   Flag = "contested"
	FlagNothing     Flag = "nothing_agrees"    // no answer does: only a device, a network or a channel speaks for the applicant
	FlagUnreachable Flag = "owner_unreachable" // no channel of the owner's to send a notice to
)

// Earlier is what a former attempt leaves for the next ones: sealed with the case, forgotten with it.
type Earlier struct {
	Contact   string                 `json:"contact"`
	Claims    []intake.Claim         `json:"claims,omitempty"`
	Passwords evidence.PasswordCheck `json:"passwords"`
	// Contested: the owner said "not me" to it. What matched in it never speaks for an applicant again.
	Contested bool `json:"contested,omitempty"`
}

// Earlier is what this attempt leaves for the next ones.
func (a Assessment) Earlier(app intake.Application, passwords evidence.PasswordCheck) Earlier {
	return Earlier{Contact: app.Contact, Claims: app.Claims, Passwords: passwords}
}

// Line is the assessment as one line of JSON.
func (a Assessment) Line() ([]byte, error) {
	if a.Findings == nil {
		a.Findings = []Finding{}
	}
	line, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return append(line, '\n'), nil
}

// Explain gives every finding its sentence. say is the catalogue: a key and its arguments to words.
func (a *Assessment) Explain(say func(key string, args map[string]string) string) {
	for i := range a.Findings {
		a.Findings[i].Reason = a.Findings[i].Explained(say)
	}
}

// Explained is a finding's sentence.
func (f *Finding) Explained(say func(key string, args map[string]string) string) string {
	item := f.Item
	if item == "" {
		item = evidence.Item(f.Kind)
	}
	said := say("finding."+string(item)+"."+string(f.Level), map[string]string{"Kind": f.Kind})
	if f.Since != "" {
		said = say("finding.with_since", map[string]string{"Reason": said, "Since": f.Since})
	}
	return said
}
