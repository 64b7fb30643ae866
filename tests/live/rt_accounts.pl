# Makes the accounts of the live tests and prints a token of each. REST2 of RT 5.0.3 can neither grant rights nor
# create tokens, so this speaks RT's own API. Running it twice changes nothing but the tokens.
use strict;
use warnings;
use RT -init;

my @read  = qw(SeeQueue ShowTicket ShowTicketComments SeeCustomField);
my @write = qw(CreateTicket ReplyToTicket CommentOnTicket ModifyTicket OwnTicket DeleteTicket ModifyCustomField);

# variable => [account, zone (undef: the server's), rights]
my %accounts = (
    RT_TOKEN             => ['slawatch',          'UTC',              \@read],
    RT_TOKEN_WRITER      => ['writer',            'UTC',              [@read, @write]],
    RT_TOKEN_WRITER_2    => ['second-writer',     'UTC',              [@read, @write]],
    RT_TOKEN_NEW_YORK    => ['reader-new-york',   'America/New_York', \@read],
    RT_TOKEN_SERVER_ZONE => ['reader-no-zone',    undef,              \@read],
    RT_TOKEN_NO_RIGHTS   => ['reader-no-rights',  'UTC',              []],
);

sub account {
    my ($name, $zone) = @_;
    my $user = RT::User->new(RT->SystemUser);
    $user->Load($name);
    $user->Create(Name => $name, EmailAddress => "$name\@example.invalid", Privileged => 1) unless $user->Id;
    $user->SetTimezone($zone) if defined $zone && ($user->Timezone // '') ne $zone;
    return $user;
}

sub token {
    my ($user) = @_;
    my $token = RT::AuthToken->new(RT->SystemUser);
    my (undef, undef, $text) = $token->Create(Owner => $user->Id, Description => 'live tests');
    return $text;
}

sub custom_field {
    my ($name) = @_;
    my $field = RT::CustomField->new(RT->SystemUser);
    $field->LoadByName(Name => $name, LookupType => RT::Ticket->CustomFieldLookupType);
    return if $field->Id;
    $field->Create(Name => $name, Type => 'FreeformSingle', LookupType => RT::Ticket->CustomFieldLookupType);
    $field->AddToObject(RT::Queue->new(RT->SystemUser));    # every queue
}

sub queue {
    my ($name) = @_;
    my $queue = RT::Queue->new(RT->SystemUser);
    $queue->Load($name);
    $queue->Create(Name => $name) unless $queue->Id;
}

queue('Network');
custom_field('Service');
for my $variable (sort keys %accounts) {
    my ($name, $zone, $rights) = @{ $accounts{$variable} };
    my $user = account($name, $zone);
    $user->PrincipalObj->GrantRight(Right => $_, Object => RT->System) for @$rights;
    print "$variable=", token($user), "\n";
}
