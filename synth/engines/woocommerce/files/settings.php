<?php
// wp eval-file settings.php : what the store's file says. A setting is written when its value in the file has changed since the last run, and left
// alone otherwise: the merchant may change it in the admin pages, and that stays until the file says something new.
$wanted  = array(
	'title'    => (string) getenv( 'TITLE' ),
	'currency' => (string) getenv( 'CURRENCY' ),
	'country'  => (string) getenv( 'COUNTRY' ),
	'payments' => (string) getenv( 'GATEWAYS' ),
);
$write   = array(
	'title'    => fn( $value ) => update_option( 'blogname', $value ),
	'currency' => fn( $value ) => update_option( 'woocommerce_currency', $value ),
	'country'  => fn( $value ) => update_option( 'woocommerce_default_country', $value ),
	'payments' => function ( $value ) {
		$enabled  = explode( ' ', $value );
		$gateways = WC()->payment_gateways()->payment_gateways();
		foreach ( array( 'cod', 'bacs' ) as $id ) {
			if ( ! isset( $gateways[ $id ] ) ) {
				WP_CLI::error( "payment gateway $id is missing" );
			}
			$gateways[ $id ]->update_option( 'enabled', in_array( $id, $enabled, true ) ? 'yes' : 'no' );
		}
	},
);
$applied = (array) get_option( 'store_settings_applied', array() );
foreach ( $wanted as $name => $value ) {
	if ( ( $applied[ $name ] ?? null ) !== $value ) {
		$write[ $name ]( $value );
		WP_CLI::log( "set $name" );
	}
}
update_option( 'store_settings_applied', $wanted, false );
