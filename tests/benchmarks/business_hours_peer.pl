# Business::Hours over pairs of epoch seconds on standard input, in the zone of TZ; prints seconds taken, then a result a line.
use strict;
use warnings;
use Business::Hours;
use Time::HiRes qw(time);

my ($what, @closed) = @ARGV;
my $hours = Business::Hours->new;
my %office = map { $_ => { Name => "day $_", Start => '9:00', End => '17:00' } } 1 .. 5;
$hours->business_hours(map({ $_ => { Name => "day $_", Start => undef, End => undef } } 0, 6), %office);
$hours->holidays(@closed);
my @pairs = map { [split] } <STDIN>;
my $begun = time;
my @told = map { $what eq 'add' ? $hours->add_seconds(@$_) : between(@$_) } @pairs;
printf "%.6f\n", time - $begun;
print "$_\n" for @told;

# What was worked out for one pair is not asked about another: Request Tracker takes a new object for each.
sub between {
    my ($start, $end) = @_;
    $hours->for_timespan(Start => $start, End => $end);
    return $hours->between($start, $end);
}
