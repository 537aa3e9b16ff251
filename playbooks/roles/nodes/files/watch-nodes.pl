#!/usr/bin/perl
# Which of several nodes may serve clients? Asks each what no proxy can ask (is it in sync, has it peers, does it refuse unsafe
# methods, is it as far as the others) and leaves a file ADDRESS.out for each that is out, which the proxy looks for with each
# request. So nothing is ever reloaded. Run by hostwright-wss-nodes.timer; written by hostwright.
#
# usage: watch-nodes.pl CONFIGURATIONS STATE, two folders
# A configuration NAME.conf has lines "behind BLOCKS", "unsafe yes|no" and, for each node, "node HOST PORT". STATE/NAME/state says
# how each node was found: ADDRESS in|out COUNT KIND WORDS.
use strict;
use warnings;
use IO::Socket::IP;

my $patience = 4;        # seconds for all questions to one node
my %looks = (            # looks in a row that take a node out, by what is wrong; and that take it back
    silent => 2, unsafe => 1, untold => 2, syncing => 2, peers => 2, behind => 2, fine => 3,
);
my ($configurations, $states) = @ARGV;

exit(main());

sub main {
    my $failed = 0;
    for my $file (sort glob "'$configurations'/*.conf") {
        my ($name) = $file =~ m{([^/]+)\.conf$};
        eval { watch($name, $file); 1 } or do { say_at(3, "$name: $@"); $failed = 1 };
    }
    return $failed;
}

sub read_configuration {
    my ($file) = @_;
    my %wanted = (behind => 10, unsafe => 'no', nodes => []);
    open(my $in, '<', $file) or die "cannot read $file: $!\n";
    while (<$in>) {
        my ($key, @words) = split;
        next if !defined $key || $key =~ /^#/;
        if ($key eq 'node') { push @{ $wanted{nodes} }, { host => $words[0], port => $words[1] } }
        else { $wanted{$key} = $words[0] }
    }
    $_->{address} = ($_->{host} =~ /:/ ? "[$_->{host}]" : $_->{host}) . ":$_->{port}" for @{ $wanted{nodes} };
    return \%wanted;
}

sub watch {
    my ($name, $file) = @_;
    my $wanted = read_configuration($file);
    my $folder = "$states/$name";
    my @nodes = judge(ask_all(@{ $wanted->{nodes} }), $wanted);
    # The endpoint may have been taken off while its nodes were asked: then nothing of it is made again.
    return if !-e $file;
    -d $folder or mkdir $folder, 0755 or die "cannot make $folder: $!\n";
    my $before = read_state("$folder/state");
    remember($_, $before->{ $_->{address} }) for @nodes;
    my ($why, @set) = choose($before, @nodes);
    my %is_in = map { $_->{address} => 1 } @set;
    mark_out($folder, \%is_in, @nodes);
    report($name, $before, $why, \%is_in, @nodes);
    write_state("$folder/state", $why, \%is_in, @nodes);
}

# What each node says, asked side by side: a line of words for each.
sub ask_all {
    my @asked = map {
        my $node = $_;
        my $pid = open(my $from, '-|') // die "cannot fork: $!\n";
        if (!$pid) { print ask($node); close STDOUT; exit 0 }
        +{ %$node, from => $from };
    } @_;
    for my $node (@asked) {
        my $from = delete $node->{from};
        my $line = <$from> // '';
        close $from;
        my %said = map { split /=/, $_, 2 } split /\t/, $line;
        @$node{ keys %said } = values %said;
    }
    return @asked;
}

sub ask {
    my ($node) = @_;
    my $why = 'no answer';
    local $SIG{ALRM} = sub { die "no answer within $patience seconds\n" };
    my $line = eval {
        alarm $patience;
        my $health = call($node, 'system_health');
        $health =~ /"isSyncing"\s*:\s*(true|false)/ or die "system_health came to no answer of a node\n";
        my %said = (syncing => $1);
        ($said{peers}) = $health =~ /"peers"\s*:\s*(\d{1,9})\b/;
        ($said{needs}) = $health =~ /"shouldHavePeers"\s*:\s*(true|false)/;
        my $canary = call($node, 'system_peers');
        $said{unsafe} = $canary =~ /"code"\s*:\s*-32601\b/ ? 'refused' : $canary =~ /"result"\s*:/ ? 'served' : 'untold';
        ($said{height}) = call($node, 'chain_getHeader') =~ /"number"\s*:\s*"0x([0-9a-fA-F]{1,12})"/;
        alarm 0;
        $said{height} = hex $said{height} if defined $said{height};
        join "\t", map { "$_=" . ($said{$_} // '') } keys %said;
    };
    return $line if defined $line;
    alarm 0;
    ($why) = ($@ || 'no answer') =~ /^([\w .,:()-]{1,120})/;
    return 'silent=' . ($why // 'no answer');
}

# As src/proof/node.ts asks: a Host of its own local address is what a node without --rpc-cors=all answers to.
sub call {
    my ($node, $method) = @_;
    my $body = qq({"jsonrpc":"2.0","id":1,"method":"$method","params":[]});
    my $socket = IO::Socket::IP->new(PeerHost => $node->{host}, PeerPort => $node->{port}, Timeout => 2)
        or die "it does not answer\n";
    print $socket "POST / HTTP/1.1\r\nHost: 127.0.0.1:$node->{port}\r\nContent-Type: application/json\r\n"
        . 'Content-Length: ' . length($body) . "\r\nConnection: close\r\n\r\n$body";
    my ($answer, $part) = ('');
    $answer .= $part while length $answer < 65536 && $socket->sysread($part, 8192);
    my ($status) = $answer =~ m{^HTTP/1\.[01] (\d{3})};
    die "it answers with no HTTP\n" if !defined $status;
    die "it answers with HTTP status $status\n" if $status != 200;
    return $answer;
}

# What is wrong with a node, as one word and as a clause. Only safe nodes say how far the chain is.
sub judge {
    my ($wanted, @nodes) = (pop, @_);
    my $allowed = $wanted->{unsafe} eq 'yes';
    my ($best) = sort { $b <=> $a } map { length($_->{height} // '') ? $_->{height} : () }
        grep { ($_->{unsafe} // '') eq 'refused' || $allowed } @nodes;
    for my $node (@nodes) {
        my ($unsafe, $height) = ($node->{unsafe} // '', $node->{height} // '');
        my $lag = length $height && defined $best ? $best - $height : 0;
        @$node{qw(kind words)} =
              defined $node->{silent}                    ? ('silent', $node->{silent})
            : $unsafe eq 'served' && !$allowed           ? ('unsafe', 'it serves unsafe methods to everybody')
            : $unsafe eq 'untold' && !$allowed           ? ('untold', 'it does not clearly refuse unsafe methods')
            : $node->{syncing} eq 'true'                 ? ('syncing', 'it is syncing')
            : ($node->{needs} // '') eq 'true' && !$node->{peers} ? ('peers', 'it has no peers')
            : $lag > $wanted->{behind}                   ? ('behind', "it is $lag blocks behind the others")
            :                                              ('fine', 'it is healthy');
    }
    return @nodes;
}

# So many looks in a row take a node out, or back. Who was unsafe is, until heard to refuse.
sub remember {
    my ($node, $then) = @_;
    $then //= { state => 'in', count => 0, kind => 'fine' };
    my $now = $node->{kind} eq 'fine' ? 'in' : 'out';
    my $count = $now eq $then->{state} ? 0 : $then->{count} + 1;
    my $turns = $count && ($count >= $looks{ $node->{kind} });
    $node->{state} = $turns ? $now : $then->{state};
    $node->{count} = $turns ? 0 : $count;
    $node->{danger} = $node->{kind} eq 'unsafe' || $node->{kind} eq 'silent' && $then->{danger} ? 1 : 0;
}

# Those that are in; never nobody. @returns why it is not that, or '', and the set
sub choose {
    my ($before, @nodes) = @_;
    my @in = grep { $_->{state} eq 'in' } @nodes;
    return ('', @in) if grep { $_->{kind} ne 'silent' } @in;
    my @answering = grep { $_->{kind} ne 'silent' && !$_->{danger} } @nodes;
    return ('no healthy node answers, so those serve that do', @answering) if @answering;
    my @harmless = grep { !$_->{danger} } @nodes;
    return ('none answers', @harmless) if @harmless;
    my @last = grep { ($before->{ $_->{address} }{set} // 'in') eq 'in' } @nodes;
    return ('all are unsafe, so those stay that were last', @last ? @last : @nodes);
}

sub mark_out {
    my ($folder, $is_in, @nodes) = @_;
    my %known = map { ("$folder/$_->{address}.out" => 1) } @nodes;
    unlink grep { !$known{$_} } glob "'$folder'/*.out";
    # First those that come in, so that there is never nobody.
    for my $node (sort { !!$is_in->{ $b->{address} } <=> !!$is_in->{ $a->{address} } } @nodes) {
        my $file = "$folder/$node->{address}.out";
        if ($is_in->{ $node->{address} }) { unlink $file; next }
        open(my $out, '>', $file) or die "cannot write $file: $!\n";
        print $out "$node->{words}\n";
        close $out or die "cannot write $file: $!\n";
    }
}

sub report {
    my ($name, $before, $why, $is_in, @nodes) = @_;
    for my $node (@nodes) {
        my $now = $is_in->{ $node->{address} } ? 'in' : 'out';
        my $then = $before->{ $node->{address} }{set} // 'in';
        next if $now eq $then;
        say_at($now eq 'in' ? 5 : 4, "$name: $node->{address} is $now: $node->{words}");
    }
    say_at(3, "$name: $why: " . join ' ', sort keys %$is_in) if $why ne ($before->{''} // '') && $why ne '';
    say_at(5, "$name: healthy nodes serve again") if $why eq '' && ($before->{''} // '') ne '';
}

sub say_at { my ($level, $words) = @_; chomp $words; print "<$level>$words\n" }

sub read_state {
    my ($file) = @_;
    my %state;
    open(my $in, '<', $file) or return \%state;
    while (<$in>) {
        chomp;
        if (/^why (.*)$/) { $state{''} = $1; next }
        my ($address, $set, $own, $count, $danger, $kind) = split ' ', $_, 7;
        next if !defined $kind;
        $state{$address} = { set => $set, state => $own, count => $count, danger => $danger, kind => $kind };
    }
    return \%state;
}

sub write_state {
    my ($file, $why, $is_in, @nodes) = @_;
    open(my $out, '>', "$file.new") or die "cannot write $file: $!\n";
    print $out "why $why\n" if $why ne '';
    for my $node (@nodes) {
        my $set = $is_in->{ $node->{address} } ? 'in' : 'out';
        print $out "$node->{address} $set $node->{state} $node->{count} $node->{danger} $node->{kind} $node->{words}\n";
    }
    close $out && rename "$file.new", $file or die "cannot write $file: $!\n";
}
