// Package okaeri holds no code: it is the root of Okaeri (おかえり, "welcome back"), the account recovery server for people
// who have nothing else left.
//
// # The story that the folders tell
//
// An application walks through rooms in one direction, and each room is a package named with the word the documents use:
//
//	form ─intake─▶ claims ─evidence─▶ findings ─score─▶ bits ─decision─▶ verdict ─notice─▶ letters + hold ─restore─▶ plan ─directory─▶ access
//	                          ▲
//	                   facts ─┘ (dossier)                 recovery leads, and writes one audit entry at every door
//
// # The floors
//
// The ground floor (intake, evidence, score, decision, notice, restore, audit, text, chart) is pure: values in, values out, no
// clock, no network, no disk. What is decided there can be read, tested and measured with nothing running. On the second
// floor are the stories (recovery, assess, dossier, simulate), which know the order of things and own the small interfaces they
// need. On the third floor are the adapters, one technology each, none of which imports another. The door is
// cmd/okaeri, which wires them.
//
// Imports go down and never up. The tests beside this file read every import in the tree and hold the house to it.
package okaeri
