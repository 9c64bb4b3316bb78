/// The map of the API: every call there is, in the order of the description.
extension Endpoint {
    static let all: [Endpoint] = [
        listProducts, getProduct, getProductFile, suggest, quotePrices, listStock,
        checkOrder, placeOrder, listOrders, getOrder, cancelOrder,
        listPriceRequests, getPriceRequest, requestPrices, withdrawPriceRequest,
        listAccounts, listDocuments,
        putRecords, deleteRecords, listRecords, listOrdersForERP, tellOrder,
    ]
}
