package main

import (
	"testing"

	"okaeri/internal/testenv/pgproxy"
)

// strides is how many commits the server lives through between two deaths. Case after case is filed while it is killed at every
// strides-th commit, beginning one later each time, so that together every commit of a case has been died at, before and after it
// happened.
const strides = 8

func TestAProcessKilledAtAnyCommitLosesNothingAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for name, moment := range map[string]pgproxy.Moment{"before it": pgproxy.Before, "after it": pgproxy.After} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // each has a database and a directory of its own, and mostly waits
			k := newKilling(t)
			for i := range strides {
				k.hunt(moment, int64(i))
				k.comesBack(i)
			}
			k.peace()
			t.Run("every case ended right", k.casesAreRestored)
			t.Run("no job was lost", k.jobsAreDone)
			t.Run("every letter was sent, none was written twice", k.lettersAreSent)
			t.Run("every password was set once", k.passwordsWereSetOnce)
			t.Run("the log is whole and tells of every door once", k.logIsWhole)
			t.Logf("killed %d times over %d commits", k.server.deaths, k.commits)
			if int64(k.server.deaths) < k.commits/(2*strides) {
				t.Errorf("%d deaths over %d commits ask too little", k.server.deaths, k.commits)
			}
		})
	}
}
