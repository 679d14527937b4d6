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
$known   = array(
	'currency' => fn( $code ) => isset( get_woocommerce_currencies()[ $code ] ),
	'country'  => function ( $place ) {
		list( $country, $state ) = explode( ':', $place ) + array( 1 => '' );
		// Of many countries WooCommerce lists no states: then any is as good.
		$states = WC()->countries->get_states( $country );
		return isset( WC()->countries->get_countries()[ $country ] ) && ( '' === $state || ! $states || isset( $states[ $state ] ) );
	},
);
$applied = (array) get_option( 'store_settings_applied', array() );
$new     = array_filter( $wanted, fn( $value, $name ) => ( $applied[ $name ] ?? null ) !== $value, ARRAY_FILTER_USE_BOTH );
// What cannot be is refused before anything is written.
foreach ( array_intersect_key( $known, $new ) as $name => $is_known ) {
	if ( ! $is_known( $new[ $name ] ) ) {
		WP_CLI::error( "WooCommerce knows no $name {$new[ $name ]}" );
	}
}
foreach ( $new as $name => $value ) {
	$write[ $name ]( $value );
	WP_CLI::log( "set $name" );
}
update_option( 'store_settings_applied', $wanted, false );
