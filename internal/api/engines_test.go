package api_test

import (
	"testing"

	"okaeri/internal/recovery"
	"okaeri/internal/store/storetest"
	"okaeri/internal/testenv"
	"okaeri/internal/testenv/apiserver"
)

// onBoth runs a test against a case in front of people on SQLite and on PostgreSQL: who is refused by one is refused by the other.
func onBoth(t *testing.T, test func(t *testing.T, s *apiserver.Server, ref string)) {
	t.Run("sqlite", func(t *testing.T) {
		s, ref := reviewed(t)
		test(t, s, ref)
	})
	t.Run("postgres", func(t *testing.T) {
		s := apiserver.On(t, testenv.PostgresAs(t, storetest.SetUp))
		test(t, s, inFrontOfPeople(t, s))
	})
}

// reviewed is a server with a case in front of people, and its reference number.
func reviewed(t *testing.T) (*apiserver.Server, string) {
	s := apiserver.New(t)
	return s, inFrontOfPeople(t, s)
}

func inFrontOfPeople(t *testing.T, s *apiserver.Server) string {
	t.Helper()
	ref := fill(t, s).file("hanako1@momiji.example", "applicant@example.jp").text("ref")
	held, err := s.Store.ByRef(t.Context(), ref)
	if err != nil || held.State != recovery.Reviewing {
		t.Fatalf("the case is %v: %v", held.State, err)
	}
	return ref
}
