# A plugin of pt-online-schema-change; what each hook is for: https://docs.percona.com/percona-toolkit/pt-online-schema-change.html#plugin
# It speaks with the migrator by lines: "tidegate: ready" and "tidegate: swapped" on stdout; on stdin it waits for "go".
package pt_online_schema_change_plugin;

use strict;
use warnings;
use IO::Select;

my $tries       = 60;
my $wait        = 0.5;
my $keepalive   = 5;
my $pause_check = 1;

# Each connection holds a lock by whose name the next migrator finds and ends it. A connection that was ended must not come back.
sub new {
   my ($class, %args) = @_;
   foreach my $which (qw(cxn aux_cxn)) {
      my ($held) = $args{$which}->dbh()->selectrow_array('SELECT GET_LOCK(?, 0)', undef, "$ENV{TIDEGATE_COPY_LOCK}:$which");
      die "Another copy still holds $ENV{TIDEGATE_COPY_LOCK}:$which.\n" unless $held;
      $args{$which}->{set} = sub { die "The connection was lost; the migrator begins the copy anew.\n" };
   }
   _look_for_pause_file_often();
   return bless { cxn => $args{cxn} }, $class;
}

# It looks for --pause-file every 60 seconds, and has no option for that.
sub _look_for_pause_file_often {
   no warnings qw(redefine once);
   my $new = \&NibbleIterator::new;
   *NibbleIterator::new = sub { my $iterator = $new->(@_); $iterator->{sleep} = $pause_check; return $iterator };
   return;
}

sub init {
   my ($self, %args) = @_;
   $self->{orig} = $args{orig_tbl}->{name};
   $self->{old}  = $args{orig_tbl}->{tbl_struct};
   $self->{renamed} = $args{renamed_cols};
   return;
}

sub after_alter_new_table { my ($self, %args) = @_; $self->{struct} = $args{new_tbl}->{tbl_struct}; return }

sub after_create_new_table { my ($self, %args) = @_; $self->{new} = $args{new_tbl}->{name}; return }

# All triggers come and go at once: between two of them, MariaDB lets prepared statements fail with error 1146 (MDEV-26048).
sub _lock_tables {
   my ($self) = @_;
   my $sql = "LOCK TABLES $self->{orig} WRITE, $self->{new} WRITE";
   foreach my $try (1 .. $tries) {
      return if eval { $self->{cxn}->dbh()->do($sql); 1 };
      die $@ unless $@ =~ m/Lock wait timeout|Deadlock found/;
      select(undef, undef, undef, $wait);
   }
   die "No lock on $self->{orig} within $tries tries: a transaction on it is open for long.\n";
}

# The last row comes before the triggers: whoever is killed in between leaves nothing that could harm.
sub before_create_triggers {
   my ($self) = @_;
   $self->_lock_tables();
   $self->_copy_last_row();
   return;
}

sub after_create_triggers { my ($self) = @_; $self->{cxn}->dbh()->do('UNLOCK TABLES'); return }

# Deleting a row that is not copied yet locks, in REPEATABLE READ, the gap around its place in the copy. With the last row there, that gap is not
# the end of the table, where users insert: two transactions that delete and then insert would end in a deadlock.
sub _copy_last_row {
   my ($self) = @_;
   my $key = $self->{old}->{keys}->{PRIMARY} or return;
   my %to  = map { $_ => $self->{renamed}->{$_} || $_ } @{ $self->{old}->{cols} };
   my @old = grep { $self->{struct}->{is_col}->{ $to{$_} } } @{ $self->{old}->{cols} };
   my $into  = join ', ', map { "`$to{$_}`" } @old;
   my $from  = join ', ', map { "`$_`" } @old;
   my $order = join ', ', map { "`$_` DESC" } @{ $key->{cols} };
   my $sql   = "INSERT IGNORE INTO $self->{new} ($into) SELECT $from FROM $self->{orig} ORDER BY $order LIMIT 1";
   eval { $self->{cxn}->dbh()->do($sql); 1 } or warn "Could not copy the last row first: $@";
   return;
}

sub before_drop_triggers {
   my ($self, %args) = @_;
   return if $self->{swapped} || !$args{oktorun} || !$self->{new};
   eval { $self->_lock_tables(); 1 } or warn "Could not lock the tables to drop the triggers: $@";
   return;
}

sub before_swap_tables {
   my ($self) = @_;
   print "tidegate: ready\n";
   my $stdin = IO::Select->new(\*STDIN);
   until ($stdin->can_read($keepalive)) { $self->{cxn}->dbh()->do('SELECT 1') }
   my $answer = <STDIN>;
   die "The tables do not take each other's place: the migrator did not say go.\n" unless defined $answer && $answer eq "go\n";
   return;
}

sub after_swap_tables { my ($self) = @_; $self->{swapped} = 1; print "tidegate: swapped\n"; return }

1;
