package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"okaeri/internal/recovery"
)

// sameFigures reads the figures of a story from beginning to end over the API and on the command line: they are the same, and what happened.
func (w *town) sameFigures(t *testing.T, server *httptest.Server, secret string) string {
	t.Helper()
	status, said := w.watched(t, server, "/api/v1/metrics", secret)
	var metrics struct{ Figures *recovery.Figures }
	if check(t, json.Unmarshal([]byte(said), &metrics)); status != http.StatusOK || metrics.Figures == nil {
		t.Fatalf("/api/v1/metrics: %d %s", status, said)
	}
	printed := w.okaeri(t, "figures", "--json")
	var figures recovery.Figures
	check(t, json.Unmarshal([]byte(printed), &figures))
	now := cmpopts.IgnoreFields(recovery.Figures{}, "At", "Upkeep", "Days", "Weeks") // work goes on, and the clock of the town is ahead of the machine's
	if diff := cmp.Diff(&figures, metrics.Figures, now, cmpopts.IgnoreUnexported(recovery.WorkerFigures{})); diff != "" {
		t.Errorf("the command line and the API say different things (-line +api):\n%s", diff)
	}
	page := map[string]recovery.PageFigures{}
	for _, p := range figures.Form {
		page[p.Page] = p
	}
	if figures.Standing.Cases[recovery.Restored] != 1 || figures.Verdict.N != 1 || figures.Weeks[11].Granted+figures.Weeks[10].Granted != 1 {
		t.Errorf("the case: %+v %+v", figures.Standing, figures.Verdict)
	}
	if page["who"].Answered != 1 || page["send"].Answered != 1 || page["code"].Answered != 1 || len(figures.Letters) != 1 || figures.Letters[0].Domain != "" {
		t.Errorf("the form and its letters: %+v %+v", page, figures.Letters)
	}
	table := w.okaeri(t, "figures")
	for _, words := range []string{"waiting for a verdict", "WEEK FROM", "How people work is left out"} {
		if !strings.Contains(table, words) {
			t.Errorf("okaeri figures does not say %q:\n%s", words, table)
		}
	}
	return said + printed + table
}
