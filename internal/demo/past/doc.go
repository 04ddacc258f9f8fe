// Package past plays the weeks that the desk of `okaeri demo` has behind it.
//
// # Why it is played and not written down
//
// A desk without cases shows nothing, and rows that somebody wrote into a database show what that somebody thought. So nothing is
// written here: people of the sample provider file applications through the same story that the pages call, with codes that are typed
// back out of letters, and the machine judges them. Reviewers take what it leaves to people, open it, decide, differ, ask for more; owners
// say "not me"; promises are renewed; holds end; passwords are set. What the desk then shows, its queue, timelines, figures and audit log,
// is what all of this left behind.
//
// What the form's pages count (pages reached, what needed another look, the robot check, letters by domain) is counted here as well, by
// the house's own counter: whoever applies goes through them with a slip now and then, and others come, look, and leave (form.go).
//
// # How time passes
//
// Everybody's deeds, and the wake-ups that the story sets, stand in one agenda in the order of their time (agenda.go). The story is told
// under a clock that jumps from one to the next, with a post that hands letters straight to whoever acts on them (past.go). Wake-ups that
// lie ahead when the present is reached are handed to the house's own queue: from there on the demo is any other server.
//
// # Sameness
//
// The same seed brings the same people with the same memories to the same desk (cast.go). Reference numbers, codes and links are random,
// as they are everywhere.
//
// Nothing here is part of a real installation.
package past
