/// What is said before something is forgotten.
protocol DeletionWords {
    /// Of the list it leaves.
    var title: String { get }
    func deleteTitle(_ name: String) -> String
    var deleteText: String { get }
    var deleteLosses: [String] { get }
    var delete: String { get }
}

extension SourceWords: DeletionWords {}
extension VaultWords: DeletionWords {}
extension ScheduleWords: DeletionWords {}

extension ConfirmationPage {
    /// Asks before one of a list is forgotten.
    /// - Parameter list: The list, as in the address.
    init(
        deleting name: String, _ id: String, from list: String, at place: Navigation.Place,
        _ words: some DeletionWords, _ inside: Inside, error: String?
    ) {
        let back = inside.url(list, id)
        self.init(
            inside: inside, place: place, title: words.deleteTitle(name), text: words.deleteText,
            name: name, losses: words.deleteLosses, button: words.delete,
            target: inside.url(list, id, "deletion"), back: back,
            crumbs: [(words.title, inside.url(list)), (name, back)], error: error)
    }
}
