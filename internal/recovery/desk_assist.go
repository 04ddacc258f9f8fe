package recovery

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// BeginAssisted opens a draft that a person of the staff types for the applicant, and returns its case ID. It is the same form, with the
// same proofs, notice and hold; only who types is on record, and they never decide it. It returns *Refused or *TooSoon.
func (r *Recovery) BeginAssisted(ctx context.Context, a Actor, v Visitor, way, shop string) (string, error) {
	if err := a.known(RoleReviewer, RoleSenior, RoleOperator); err != nil {
		return "", err
	}
	shop = strings.TrimSpace(shop)
	switch {
	case !slices.Contains(AssistedWays, way):
		return "", &Refused{"way_unknown"}
	case shop == "":
		return "", &Refused{"shop_missing"}
	case len(shop) > 200:
		return "", &Refused{"words_long"}
	}
	id, err := r.Begin(ctx, v)
	if err != nil {
		return "", err
	}
	return id, r.Store.Update(ctx, id, func(s *Step) error {
		s.Case.Desk.Assisted = Assisted{By: person(a.Login), At: r.Now().UTC(), Way: way, Shop: shop}
		r.record(s, "assist", a, map[string]string{"way": way, "shop": shop})
		return nil
	})
}

// Slip is what a counter prints for the applicant: nothing of what was typed.
type Slip struct {
	Ref      string
	Begun    time.Time
	Sent     time.Time // zero: not sent yet
	Due      time.Time // the verdict is promised by then, or the draft lives until then
	Language string
	Shop     string
}

// Slip returns the slip of an application to the person who typed it, and to nobody else. It returns ErrNotFound.
func (r *Recovery) Slip(ctx context.Context, a Actor, ref string) (Slip, error) {
	c, err := r.Store.ByRef(ctx, NormalRef(ref))
	if err != nil {
		return Slip{}, err
	}
	if err := a.known(RoleReviewer, RoleSenior, RoleOperator); err != nil || c.Desk.Assisted.By != person(a.Login) {
		return Slip{}, errors.Join(ErrNotFound, err)
	}
	return Slip{Ref: c.Ref, Begun: c.Created, Sent: c.Submitted, Due: c.Due, Language: c.Language, Shop: c.Desk.Assisted.Shop}, nil
}
