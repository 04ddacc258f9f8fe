// Package mbox reads the mail that an account's owner sent out of a real mailbox file and makes facts of it: to whom, under
// what subject, when. Bodies are skipped over and never kept.
//
// # What counts as sent
//
// A message whose From is one of the owner's addresses. That line is easily forged: whoever knows the account can send the
// owner a message "from" the owner, and would later "remember" its subject. A message that was delivered into the mailbox
// (it carries Delivered-To, X-Original-To or Return-Path) is therefore not taken as sent, and where Gmail wrote its labels
// they decide. Subjects lose full card numbers on the way.
//
// # What real files look like
//
// Files written by mutt, Thunderbird, Dovecot, Gmail and Postfix differ in how they quote a body line that begins with "From "
// (mboxo, mboxrd) and in nothing else that matters here: a message begins at a line "From someone weekday month day time year",
// which no sentence of a letter imitates by chance. The variant mboxcl2 doesn't quote at all and trusts Content-Length, which
// anyone can write into a letter; it isn't read specially, so convert such a file before.
//
// Headers are as broken as thirty years of mail programs made them: raw Shift_JIS and EUC-JP and ISO-2022-JP without any mark,
// encoded words cut in the middle of a character, colons missing, dates of a kind of their own. What can be understood is
// used, the rest of the message is passed over, and nothing of that is an error.
//
// # Size
//
// A file may be larger than memory. At any time at most one header of 256 KiB and one buffer are held.
package mbox
