package evidence

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/common_passwords.txt
var commonPasswords string

var ranks = sync.OnceValue(func() map[string]int {
	lines := strings.Split(strings.TrimSuffix(commonPasswords, "\n"), "\n")
	m := make(map[string]int, len(lines))
	for i, line := range lines {
		m[line] = i + 1
	}
	return m
})

// PasswordRank is the place of a password in the list of the most common ones, from 1; 0 when it is not among them. The list is
// in lower case and letter case does not make a password rare, so case is ignored.
func PasswordRank(password string) int {
	if rank, ok := ranks()[password]; ok {
		return rank
	}
	return ranks()[strings.ToLower(password)]
}

// rankShares is the share of people who use the password of a rank, by powers of two of the rank: 0.0085·rank^-0.8 in units of
// 2^-32, rounded up (engine.md §2.4, an assumed fit to leaked lists).
var rankShares = [...]Probability{
	36507223, 20967893, 12042893, 6916826, 3972673, 2281702, 1310494, 752681, 432302, 248293, 142607, 81906, 47043, 27019, 15519,
}

// shareOfRank is how many people use a password of this rank; that of the list's end for one that is not on it.
func shareOfRank(rank int) Probability {
	if rank <= 0 {
		return rankShares[len(rankShares)-1]
	}
	step := 0
	for rank > 1 && step < len(rankShares)-1 {
		rank >>= 1
		step++
	}
	return rankShares[step]
}
