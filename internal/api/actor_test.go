package api_test

import (
	"errors"
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/token"
)

func actorOf(p token.Person, roles []string, strong time.Time, via string) recovery.Actor {
	return recovery.Actor{Login: p.Login, Name: p.Name, Mail: p.Mail, Roles: roles, Strong: strong, Via: via}
}

func refusedWith(t *testing.T, err error, code string) {
	t.Helper()
	var refused *token.Refused
	if !errors.As(err, &refused) || refused.Code != code {
		t.Errorf("refused with %v, want %s", err, code)
	}
}
