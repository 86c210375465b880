extension Route {
    static let kworksStatusList = read("kworksStatusList")
    static let userKworks = read("userKworks", ["user_id", "status_id", "page", "category_id"])
    static let kworkDetails = read("getKworkDetails", ["id"], isPublic: true)
    static let kworkDetailsExtra = read("getKworkDetailsExtra", ["id"])
    static let startKwork = write("startKwork", ["kwork_id"], checkWith: "list_my_kworks")
    static let pauseKwork = write("pauseKwork", ["kwork_id"], checkWith: "list_my_kworks")
}
