// Package recovery is the story of one application, from its first page to "welcome back".
//
// It alone knows the order of the rooms (intake, evidence, score, decision, notice, restore) and holds no rule of judgement
// itself. Each door of a case is one file and one transaction: the state, the letters, the audit entry and the next wake-up are
// saved together or not at all. Calls to the outside (mail, the directory) come after, from a job, with a key that makes doing
// them twice the same as doing them once.
package recovery
