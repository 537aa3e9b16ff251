#!/usr/bin/perl
# A login shell in bad faith, for throwaway hosts: it lets nobody work, and the name of its account, evil-MODE, says how.
use strict;
use warnings;

my ($mode) = (getpwuid $<)[0] =~ /^evil-(.+)$/;
my $command = $ARGV[1] // exit 1;
$| = 1;

# What it says by itself, in place of the driver. Each ends only with the connection.
my %voices = (
  'frames'  => sub { my ($nonce) = @_; for (my $n = 0;; $n++) { say_both("\x1e$nonce $n 0\n") } },
  'numbers' => sub { my ($nonce) = @_; say_both("\x1e$nonce $_\n") for '0 1e999', '0 -1', '99999999999999999999 0'; sleep },
  'header'  => sub { my ($nonce) = @_; print "\x1e$nonce 0"; print '0' x 65536 while 1 },
  'flood'   => sub { print 'x' x 65536 while 1 },
  'errors'  => sub { print STDERR "y\n" x 30000 while 1 },
  'beats'   => sub { my ($nonce) = @_; print "\x1e$nonce BEAT\n" x 1000 while 1 },
  'beat'    => sub { my ($nonce) = @_; for (;;) { print "\x1e$nonce BEAT\n"; pause() } },
  'drip'    => sub { for (;;) { print 'x'; pause() } },
  'hang'    => sub { sleep },
);

# What it makes of what the host really says; the frames of the driver stay as they are.
my %liars = (
  'facts'       => sub { $_[0] =~ s{^(release|version|user_id|user_dir|nodename)=.*}{$1=../../../../../../../../etc/hostname}r },
  'templates'   => sub { $_[0] =~ s{^(release|version|user_id|user_dir|nodename)=.*}{$1=\{\{lookup\}\} \{\{file "/etc/hostname"\}\} \{%}r },
  'range'       => sub { $_[0] =~ s{(?<![0-9a-f])\d+(?![0-9a-f])}{1e999}gr },
  'negative'    => sub { $_[0] =~ s{(?<![0-9a-f])\d+(?![0-9a-f])}{-1}gr },
  'utf8'        => sub { $_[0] =~ s{[aeiou]}{\xff\xc0\x80}gr },
  'names'       => sub { $_[0] =~ s{^\w+=}{__proto__=}r },
  'empty'       => sub { '' },
  # These begin when a step is at work.
  'step-flood'  => sub { if ($_[0] =~ /^at work/) { print "y\n" x 30000 while 1 } $_[0] },
  'step-drip'   => sub { if ($_[0] =~ /^at work/) { for (;;) { print 'x'; pause() } } $_[0] },
  'step-beat'   => sub { if ($_[0] =~ /^at work/) { for (;;) { print "\x1e$_[1] BEAT\n"; pause() } } $_[0] },
  'step-frames' => sub { if ($_[0] =~ /^at work/) { print "\x1e$_[1] 0 0\n" while 1 } $_[0] },
  'step-hang'   => sub { if ($_[0] =~ /^at work/) { sleep } $_[0] },
);

# All that perl-base has.
sub pause { select undef, undef, undef, 0.1 }
sub say_both { print $_[0]; print STDERR $_[0] }

sub nonce_in { $_[0] =~ /hw_nonce=(\w{32})/ ? $1 : undef }

# Before there is a nonce nothing was asked.
if ($mode eq 'noise') { print 'x' x 65536 while 1 }
if ($mode eq 'mute') { sleep }

if (my $voice = $voices{$mode}) {
  my $read = '';
  until (defined nonce_in($read)) { sysread STDIN, $read, 65536, length $read or exit 1 }
  say_both("\x1e" . nonce_in($read) . " READY 4711 head -c\n");
  $voice->(nonce_in($read));
}

my $lie = $liars{$mode} // sub { $_[0] };
open my $real, '-|', 'sh', '-c', $command or exit 1;
my $nonce = '';
while (my $line = <$real>) {
  my ($data, $frame) = $line =~ /^([^\x1e]*)(.*)\z/s;
  ($nonce) = $frame =~ /^\x1e(\w+)/ if $frame;
  print $lie->($data, $nonce), $frame;
}
