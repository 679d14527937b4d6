<?php
// wp eval-file check.php : one JSON line; sets store_init_done when a first init is complete.
use Automattic\WooCommerce\Utilities\OrderUtil;
$first = ! get_option( 'store_init_done' );
$r     = array(
	'wp'          => get_bloginfo( 'version' ),
	'wc'          => WC()->version,
	'wc_db'       => get_option( 'woocommerce_db_version' ),
	'hpos'        => OrderUtil::custom_orders_table_usage_is_enabled(),
	'coming_soon' => get_option( 'woocommerce_coming_soon' ),
	'gateways'    => array_keys( WC()->payment_gateways()->get_available_payment_gateways() ),
);
foreach ( array( 'shop', 'cart', 'checkout', 'myaccount' ) as $p ) {
	if ( 'publish' !== get_post_status( wc_get_page_id( $p ) ) ) {
		$r['missing_pages'][] = $p;
	}
}
if ( $first ) {
	if ( ! $r['hpos'] || 'no' !== $r['coming_soon'] || ! $r['gateways'] || isset( $r['missing_pages'] ) ) {
		WP_CLI::error( 'check: ' . json_encode( $r ) );
	}
	add_option( 'store_init_done', gmdate( 'c' ), '', false );
}
echo json_encode( $r ), "\n";
