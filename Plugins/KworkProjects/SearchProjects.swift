import KworkKit

@c public func search_projects(_ call: Call, _ query: Text, _ page: Int64) -> Status {
    call.answer {
        guard let words = query.optional, words.contains(where: { !$0.isWhitespace }) else {
            throw Failure.validation("Запрос пуст: передайте в query слова для поиска.")
        }
        $0.present(try $0.kwork.projects(ProjectFilter(.all, query: words, page: page)))
    }
}

let searchProjects = Tool(
    "search_projects", search_projects,
    """
    Поиск открытых проектов по словам на всей бирже Kwork, постранично; запись как в list_projects. \
    Пустой результат — не ошибка. С фильтрами по цене, найму и категории ищет list_projects, \
    полное описание даёт get_project.
    """,
    .kworkRead,
    .string("query", "Слова для поиска", minLength: 1, maxLength: 500, pattern: #"\S"#),
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    title: "Поиск проектов", output: ProjectPage.schema)
