<?php
// wp eval-file seed.php : what every new shop gets, once.
foreach ( array(
	'woocommerce_coming_soon'                  => 'no',
	'woocommerce_store_pages_only'             => 'no',
	'woocommerce_show_marketplace_suggestions' => 'no',
	'woocommerce_allow_tracking'               => 'no',
	'woocommerce_task_list_hidden_lists'       => array( 'setup', 'extended' ),
	'woocommerce_onboarding_profile'           => array( 'skipped' => true ),
	'blog_public'                              => '1',
	'show_on_front'                            => 'page',
	'page_on_front'                            => (string) wc_get_page_id( 'shop' ),
) as $k => $v ) {
	update_option( $k, $v );
	if ( get_option( $k ) != $v ) {
		WP_CLI::error( "option $k not set" );
	}
}
delete_transient( '_wc_activation_redirect' );
// What the first admin_init would do (HPOS, e-mail defaults, ...); `wp --context=admin` is fatal here.
WC_Install::newly_installed();
if ( 'yes' === get_option( 'woocommerce_newly_installed' ) ) {
	WP_CLI::error( 'newly_installed still pending' );
}
WP_CLI::success( 'seeded' );
