package ldap

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"okaeri/internal/recovery"
)

// Error is an operation that the server did not do. It holds nothing of the account, the credentials or the server's words.
type Error struct {
	Op   string // dial, bind, search, password, modify
	Code uint16 // LDAP result code; 0 when there was no answer
}

func (e *Error) Error() string {
	if e.Code == 0 {
		return "ldap: " + e.Op + ": no answer"
	}
	return fmt.Sprintf("ldap: %s: %s (%d)", e.Op, strings.ToLower(ldap.LDAPResultCodeMap[e.Code]), e.Code)
}

// failed makes our error of a library's.
func failed(op string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var answer *ldap.Error
	if !errors.As(err, &answer) {
		return &Error{Op: op}
	}
	switch answer.ResultCode {
	case ldap.ErrorNetwork, ldap.LDAPResultServerDown, ldap.LDAPResultConnectError, ldap.LDAPResultTimeout, ldap.LDAPResultLocalError:
		return &Error{Op: op}
	}
	return &Error{Op: op, Code: answer.ResultCode}
}

// passwordRefused is what the story tells the applicant when the server's own rules refuse the new password.
func passwordRefused(err error) error {
	var answer *ldap.Error
	if !errors.As(err, &answer) || answer.ResultCode != ldap.LDAPResultConstraintViolation {
		return failed("password", err)
	}
	code := "directory"
	if answer.Err != nil && strings.Contains(strings.ToLower(answer.Err.Error()), "history") {
		code = "reused"
	}
	return &recovery.BadPassword{Codes: []string{code}}
}
