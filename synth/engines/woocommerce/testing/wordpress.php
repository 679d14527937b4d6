<?php
// php wordpress.php : stands for WordPress with WooCommerce, as far as settings.php needs it, and runs that.
// files in $BED: settings.php; options.json, the options as they are afterwards, and before, where it is there
$file    = getenv( 'BED' ) . '/options.json';
$options = is_file( $file ) ? json_decode( (string) file_get_contents( $file ), true ) : array();
register_shutdown_function(
	function () {
		global $file, $options;
		file_put_contents( $file, json_encode( $options ) );
	}
);

function get_option( $name, $default_value = false ) {
	global $options;
	return $options[ $name ] ?? $default_value;
}

function update_option( $name, $value ) {
	global $options;
	$options[ $name ] = $value;
}

function get_woocommerce_currencies() {
	return array( 'EUR' => 'Euro', 'CHF' => 'Swiss franc' );
}

class WP_CLI {
	static function log( $text ) {
		echo "$text\n";
	}

	static function error( $text ) {
		fwrite( STDERR, "Error: $text\n" );
		exit( 1 );
	}
}

class Gateway {
	function update_option( $name, $value ) {}
}

class Gateways {
	function payment_gateways() {
		return array( 'cod' => new Gateway(), 'bacs' => new Gateway() );
	}
}

class Countries {
	function get_countries() {
		return array( 'DE' => 'Germany', 'NL' => 'Netherlands', 'US' => 'United States' );
	}

	function get_states( $country ) {
		return array( 'US' => array( 'CA' => 'California' ), 'NL' => array() )[ $country ] ?? false;
	}
}

class WooCommerce {
	public $countries;

	function __construct() {
		$this->countries = new Countries();
	}

	function payment_gateways() {
		return new Gateways();
	}
}

function WC() {
	return new WooCommerce();
}

require getenv( 'BED' ) . '/settings.php';
