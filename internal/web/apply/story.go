package apply

import (
	"context"
	"time"

	"okaeri/internal/intake"
	"okaeri/internal/recovery"
)

// Story is what the pages ask of the story of recovery; recovery.Recovery tells it. Errors are those of package recovery, and none of
// them says whether an account exists.
type Story interface {
	Begin(ctx context.Context, v recovery.Visitor) (caseID string, err error)
	Draft(ctx context.Context, caseID string) (*recovery.Case, error)
	Save(ctx context.Context, caseID string, page intake.Page, a intake.Answers) error
	SendCode(ctx context.Context, caseID, contact, once string, v recovery.Visitor) error
	ProveContact(ctx context.Context, caseID, code string, v recovery.Visitor) error
	OldPasswords(ctx context.Context, caseID string, typed []string) error
	Submit(ctx context.Context, caseID string, v recovery.Visitor) (*recovery.Case, error)
	Status(ctx context.Context, caseID string) (*recovery.Case, error)
	Again(ctx context.Context, c *recovery.Case) (time.Time, error)
	Return(ctx context.Context, ref, contact, once string, v recovery.Visitor) error
	ProveReturn(ctx context.Context, ref, code string, v recovery.Visitor) (caseID string, err error)
	Withdraw(ctx context.Context, caseID string) error
	AskMove(ctx context.Context, caseID, contact, once string, v recovery.Visitor) error
	ProveMove(ctx context.Context, caseID, code string, v recovery.Visitor) error
	KeepView(ctx context.Context, token string) (recovery.ContestView, error)
	Keep(ctx context.Context, token string) error
	Add(ctx context.Context, caseID string, page intake.Page, a intake.Answers) error
	AddPasswords(ctx context.Context, caseID string, typed []string) error
	SendMore(ctx context.Context, caseID string) error
	Appeal(ctx context.Context, caseID, words string, v recovery.Visitor) error
	ContestView(ctx context.Context, token string) (recovery.ContestView, error)
	Contest(ctx context.Context, token string, v recovery.Visitor) error
	OpenLink(ctx context.Context, token string) (caseID string, err error)
	SendRestoreCode(ctx context.Context, token, once string, v recovery.Visitor) error
	ProveRestore(ctx context.Context, token, code string, v recovery.Visitor) (caseID string, err error)
	Finish(ctx context.Context, caseID, newPassword string, v recovery.Visitor) error
	UndoView(ctx context.Context, token string) (recovery.ContestView, error)
	Undo(ctx context.Context, token string) error
	Check(ctx context.Context, ref string, v recovery.Visitor) (bool, error)
}

var _ Story = (*recovery.Recovery)(nil)
