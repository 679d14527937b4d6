<?php
// php pre.php : plain PHP, WordPress is not loaded. A first init that was killed half way leaves states that no wp-cli command repairs (half the
// tables, an admin without a role, the wc_installing transient). Until check.php has set store_init_done no customer can have used the shop (the web
// server starts after this Job), so start over - but never when there is anything to lose.
mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
$p      = getenv( 'WORDPRESS_TABLE_PREFIX' ) ?: 'wp_';
$db     = mysqli_connect( getenv( 'WORDPRESS_DB_HOST' ), getenv( 'WORDPRESS_DB_USER' ), getenv( 'WORDPRESS_DB_PASSWORD' ), getenv( 'WORDPRESS_DB_NAME' ) );
$tables = array_values( array_filter( array_column( $db->query( 'SHOW TABLES' )->fetch_all(), 0 ), fn( $t ) => str_starts_with( $t, $p ) ) );
$has    = fn( $t ) => in_array( $p . $t, $tables, true );
$one    = fn( $sql ) => $db->query( $sql )->fetch_row()[0] ?? null;
if ( ! $tables ) {
	exit( 0 );
}
if ( $has( 'options' ) && $one( "SELECT 1 FROM {$p}options WHERE option_name='store_init_done'" ) ) {
	exit( 0 );
}
$users  = $has( 'users' ) ? (int) $one( "SELECT COUNT(*) FROM {$p}users" ) : 0;
$orders = $has( 'wc_orders' ) ? (int) $one( "SELECT COUNT(*) FROM {$p}wc_orders" ) : 0;
if ( $users > 1 || $orders > 0 ) {
	fwrite( STDERR, "pre: unfinished init but $users users, $orders orders: not touching it\n" );
	exit( 75 );
}
fwrite( STDERR, 'pre: dropping ' . count( $tables ) . " tables of an unfinished init\n" );
foreach ( $tables as $t ) {
	$db->query( "DROP TABLE `$t`" );
}
