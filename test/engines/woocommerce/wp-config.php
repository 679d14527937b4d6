<?php
// Stands for the wp-config.php of WordPress' official image: everything comes from the same variables of the environment.
foreach ( array( 'NAME', 'USER', 'PASSWORD', 'HOST' ) as $name ) {
	define( "DB_$name", getenv( "WORDPRESS_DB_$name" ) );
}
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {
	define( "{$name}_KEY", getenv( "WORDPRESS_{$name}_KEY" ) );
	define( "{$name}_SALT", getenv( "WORDPRESS_{$name}_SALT" ) );
}
$table_prefix = 'wp_';
if ( 'https' === ( $_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '' ) ) {
	$_SERVER['HTTPS'] = 'on';
}
eval( (string) getenv( 'WORDPRESS_CONFIG_EXTRA' ) );
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
