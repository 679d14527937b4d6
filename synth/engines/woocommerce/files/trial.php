<?php
// wp eval-file trial.php prepare|clean : the shop's side of a validation. `prepare` makes a hidden, virtual product that only this validation knows (no shipping, not
// listed, not searched) and says how an order can be placed; `clean` takes back everything that this or a killed validation has left.
const TRIAL_EMAIL = 'validation@example.test';
const TRIAL_MARK  = '_urumi_trial';

// Cancelling first gives stock and coupons back, which deleting alone does not.
$clean = function () {
	add_filter( 'woocommerce_email_enabled_cancelled_order', '__return_false' );
	foreach ( wc_get_orders( array( 'billing_email' => TRIAL_EMAIL, 'type' => 'shop_order', 'limit' => 50 ) ) as $order ) {
		$order->update_status( 'cancelled' );
		$order->delete( true );
	}
	$products = get_posts( array( 'post_type' => 'product', 'post_status' => 'any', 'meta_key' => TRIAL_MARK, 'fields' => 'ids', 'posts_per_page' => 50 ) );
	foreach ( $products as $id ) {
		wc_get_product( $id )->delete( true );
	}
};

$clean();
if ( 'prepare' !== ( $args[0] ?? '' ) ) {
	return;
}

$product = new WC_Product_Simple();
$product->set_name( 'Validation' );
$product->set_status( 'publish' );
$product->set_catalog_visibility( 'hidden' );
$product->set_virtual( true );
$product->set_tax_status( 'none' );
$product->set_regular_price( '1.00' );
$product->add_meta_data( TRIAL_MARK, gmdate( 'c' ), true );
$id = $product->save();
if ( ! $id ) {
	WP_CLI::error( 'the trial product could not be saved' );
}

// A merchant may sell to some countries only; an address of one of them is enough.
$known   = array(
	'DE' => array( 'city' => 'Berlin', 'postcode' => '10115', 'state' => '' ),
	'AT' => array( 'city' => 'Wien', 'postcode' => '1010', 'state' => '' ),
	'FR' => array( 'city' => 'Paris', 'postcode' => '75001', 'state' => '' ),
	'GB' => array( 'city' => 'London', 'postcode' => 'SW1A 1AA', 'state' => '' ),
	'US' => array( 'city' => 'San Francisco', 'postcode' => '94103', 'state' => 'CA' ),
);
$country = array_key_first( array_intersect_key( $known, WC()->countries->get_allowed_countries() ) );
echo wp_json_encode(
	array(
		'product' => $id,
		'email'   => TRIAL_EMAIL,
		'guests'  => 'yes' === get_option( 'woocommerce_enable_guest_checkout', 'yes' ),
		'address' => null === $country ? null : array( 'country' => $country ) + $known[ $country ],
	)
), "\n";
